package io.parley.gateway.route;

import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR;

import io.parley.edge.ProblemException;
import io.parley.gateway.node.Node;
import io.parley.gateway.node.NodePool;
import io.parley.gateway.node.NodePools;
import io.parley.gateway.node.ServiceName;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.RouteToRequestUrlFilter;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/// Sends a request for `node://<service>` to a ready node of that service. When the connection is
/// refused the node has heard nothing, so another one gets the request; when it breaks later only
/// what changes nothing (GET, HEAD) is asked again. What fails for good is `try-again`: the service
/// is away, or the outcome unknown.
@Component
class NodeChoice implements GlobalFilter, Ordered {

  static final String SCHEME = "node";

  private static final Logger log = LoggerFactory.getLogger(NodeChoice.class);

  private static final int ATTEMPTS = 3;

  private final NodePools pools;

  NodeChoice(NodePools pools) {
    this.pools = pools;
  }

  @Override
  public int getOrder() {
    return RouteToRequestUrlFilter.ROUTE_TO_URL_FILTER_ORDER + 1;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
    URI url = exchange.getRequiredAttribute(GATEWAY_REQUEST_URL_ATTR);
    if (!SCHEME.equals(url.getScheme())) {
      return chain.filter(exchange);
    }
    var pool = pools.of(ServiceName.valueOf(url.getHost().toUpperCase(Locale.ROOT)));
    return attempt(exchange, chain, pool, new HashSet<>());
  }

  private Mono<Void> attempt(
      ServerWebExchange exchange, GatewayFilterChain chain, NodePool pool, Set<Node> tried) {
    var node = pool.choose(tried);
    if (node == null) {
      return Mono.error(away(pool));
    }
    tried.add(node);
    ServerWebExchangeUtils.removeAlreadyRouted(exchange);
    exchange.getAttributes().put(GATEWAY_REQUEST_URL_ATTR, at(exchange.getRequest(), node));
    return chain
        .filter(exchange)
        .onErrorResume(
            error -> {
              if (mayRepeat(exchange, pool, node, error) && tried.size() < ATTEMPTS) {
                return attempt(exchange, chain, pool, tried);
              }
              return Mono.error(problem(exchange, pool, error));
            });
  }

  private static boolean mayRepeat(
      ServerWebExchange exchange, NodePool pool, Node node, Throwable error) {
    if (error instanceof ConnectException) {
      log.warn("{} {} refuses connections", pool.service().text(), node.authority());
      pool.eject(node);
      return true;
    }
    var method = exchange.getRequest().getMethod();
    return error instanceof IOException
        && !exchange.getResponse().isCommitted()
        && (method == HttpMethod.GET || method == HttpMethod.HEAD);
  }

  /// Told apart here, since further out a service's broken connection looks like the client's.
  private static Throwable problem(ServerWebExchange exchange, NodePool pool, Throwable error) {
    if (error instanceof ProblemException || exchange.getResponse().isCommitted()) {
      return error;
    }
    return error instanceof ConnectException
        ? away(pool)
        : ProblemException.tryAgain(
            pool.service().text() + " did not answer; whether it acted is unknown", error);
  }

  private static ProblemException away(NodePool pool) {
    return ProblemException.tryAgain(pool.service().text() + " is not there right now");
  }

  /// Path and query as they came: what takes an address apart and puts it together again knows
  /// fewer of them (`?a=b=c`), or encodes once more what is encoded (`?a=%20=`).
  private static URI at(ServerHttpRequest request, Node node) {
    var came = request.getURI();
    var query = came.getRawQuery() == null ? "" : "?" + came.getRawQuery();
    return URI.create(
        "http://"
            + node.uri().getHost()
            + ":"
            + node.address().getPort()
            + came.getRawPath()
            + query);
  }
}
