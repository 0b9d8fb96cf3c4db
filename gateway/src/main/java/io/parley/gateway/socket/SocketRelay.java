package io.parley.gateway.socket;

import io.parley.edge.ProblemException;
import io.parley.edge.http.RequestContext;
import io.parley.gateway.connection.Tunnels;
import io.parley.gateway.connection.UpgradeAnswer;
import io.parley.gateway.drain.GatewayId;
import io.parley.gateway.forward.ServiceHeaders;
import io.parley.gateway.node.Node;
import io.parley.gateway.node.NodePool;
import io.parley.gateway.node.NodePools;
import io.parley.gateway.node.ServiceName;
import io.parley.gateway.setting.GatewaySettings;
import java.net.ConnectException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/// Takes an upgrade to a chat node and its answer back: a 101 with its headers, or the refusal as
/// it is. Nothing is promised to the client before the node has spoken. Only a node that refused
/// the connection is passed over for the next one; another may already have redeemed the ticket.
@Component
class SocketRelay {

  private static final Logger log = LoggerFactory.getLogger(SocketRelay.class);

  private static final int ATTEMPTS = 3;

  /// Of the connection and not of the message (RFC 9110, 7.6.1), or said by the gateway itself.
  private static final Set<String> NOT_RELAYED =
      Set.of(
          "connection",
          "keep-alive",
          "transfer-encoding",
          "content-length",
          "upgrade",
          "proxy-connection",
          "te",
          "trailer",
          "vary",
          RequestContext.REQUEST_ID_HEADER.toLowerCase(Locale.ROOT));

  private final NodePool nodes;
  private final Tunnels tunnels;
  private final ServiceHeaders serviceHeaders;
  private final GatewayId id;
  private final Duration answerTimeout;

  SocketRelay(
      NodePools pools,
      Tunnels tunnels,
      ServiceHeaders serviceHeaders,
      GatewayId id,
      GatewaySettings settings) {
    this.nodes = pools.of(ServiceName.CHAT);
    this.tunnels = tunnels;
    this.serviceHeaders = serviceHeaders;
    this.id = id;
    this.answerTimeout = settings.answerTimeout();
  }

  Mono<Void> relay(ServerWebExchange exchange) {
    return ask(exchange, new HashSet<>())
        .timeout(answerTimeout)
        .onErrorMap(
            error -> !(error instanceof ProblemException),
            error -> ProblemException.tryAgain("chat did not answer the upgrade", error))
        .flatMap(answer -> answer(exchange.getResponse(), answer));
  }

  private Mono<UpgradeAnswer> ask(ServerWebExchange exchange, Set<Node> tried) {
    var node = nodes.choose(tried);
    if (node == null) {
      return Mono.error(ProblemException.tryAgain("chat is not there right now"));
    }
    tried.add(node);
    var request = exchange.getRequest();
    return tunnels
        .open(request, node.address(), target(request), headers(exchange, node))
        .onErrorResume(
            ConnectException.class,
            error -> {
              log.warn("chat {} refuses connections", node.authority());
              nodes.eject(node);
              return tried.size() < ATTEMPTS ? ask(exchange, tried) : Mono.error(error);
            });
  }

  private HttpHeaders headers(ServerWebExchange exchange, Node node) {
    var headers = relayed(serviceHeaders.of(exchange.getRequest().getHeaders(), exchange));
    headers.set(RequestContext.REQUEST_ID_HEADER, requestId(exchange));
    headers.set(HttpHeaders.HOST, node.authority());
    headers.set(HttpHeaders.CONNECTION, "Upgrade");
    headers.set(HttpHeaders.UPGRADE, "websocket");
    headers.set(RequestContext.GATEWAY_HEADER, id.value());
    return headers;
  }

  private static Mono<Void> answer(ServerHttpResponse response, UpgradeAnswer answer) {
    switch (answer) {
      case UpgradeAnswer.Switched(var headers, var tunnel) -> {
        response.setStatusCode(HttpStatus.SWITCHING_PROTOCOLS);
        response.getHeaders().addAll(relayed(headers));
        response.getHeaders().set(HttpHeaders.CONNECTION, "Upgrade");
        response.getHeaders().set(HttpHeaders.UPGRADE, "websocket");
        tunnel.joinAfterAnswer();
        return response.setComplete();
      }
      case UpgradeAnswer.Refused(var status, var headers, var body) -> {
        response.setStatusCode(HttpStatusCode.valueOf(status));
        response.getHeaders().addAll(relayed(headers));
        return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
      }
    }
  }

  private static HttpHeaders relayed(HttpHeaders from) {
    var headers = new HttpHeaders();
    from.forEach(
        (name, values) -> {
          if (!NOT_RELAYED.contains(name.toLowerCase(Locale.ROOT))) {
            headers.addAll(name, values);
          }
        });
    return headers;
  }

  private static String requestId(ServerWebExchange exchange) {
    var id = exchange.getResponse().getHeaders().getFirst(RequestContext.REQUEST_ID_HEADER);
    return id == null ? "-" : id;
  }

  private static String target(ServerHttpRequest request) {
    var query = request.getURI().getRawQuery();
    return query == null
        ? request.getURI().getRawPath()
        : request.getURI().getRawPath() + "?" + query;
  }
}
