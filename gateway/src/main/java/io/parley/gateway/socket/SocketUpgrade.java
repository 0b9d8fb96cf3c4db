package io.parley.gateway.socket;

import io.parley.edge.ProblemException;
import io.parley.edge.http.ClientAddresses;
import io.parley.gateway.connection.Tunnels;
import io.parley.gateway.drain.Drain;
import io.parley.gateway.limit.RequestLimits;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/// Answers `/ws`. Refuses first what costs least to refuse; an upgrade that stands gets a chat
/// node's answer.
@Component
public class SocketUpgrade implements GatewayFilter {

  private final Drain drain;
  private final RequestLimits limits;
  private final ClientAddresses addresses;
  private final UpgradeJudge judge;
  private final Tunnels tunnels;
  private final SocketRelay relay;

  SocketUpgrade(
      Drain drain,
      RequestLimits limits,
      ClientAddresses addresses,
      UpgradeJudge judge,
      Tunnels tunnels,
      SocketRelay relay) {
    this.drain = drain;
    this.limits = limits;
    this.addresses = addresses;
    this.judge = judge;
    this.tunnels = tunnels;
    this.relay = relay;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
    if (drain.draining()) {
      return Mono.error(ProblemException.tryAgain("This gateway is going away"));
    }
    var request = exchange.getRequest();
    return limits
        .handshakeOfAddress(addresses.of(request, false), exchange.getResponse().getHeaders())
        .then(Mono.defer(() -> judge.judge(request)))
        .then(Mono.defer(() -> upgraded(exchange)));
  }

  private Mono<Void> upgraded(ServerWebExchange exchange) {
    return tunnels.isUpgrade(exchange.getRequest())
        ? relay.relay(exchange)
        : Mono.error(
            ProblemException.invalid(
                "Upgrade", "no WebSocket handshake (expected: one as in RFC 6455, 4.1)"));
  }
}
