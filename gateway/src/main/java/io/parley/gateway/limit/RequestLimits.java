package io.parley.gateway.limit;

import io.parley.gateway.setting.GatewaySettings;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// The limits that the gateway keeps.
@Component
public class RequestLimits {

  private static final Duration SEARCH_PERIOD = Duration.ofMinutes(1);
  private static final Duration HANDSHAKE_PERIOD = Duration.ofSeconds(10);

  private final RateLimits rates;
  private final Limit requests;
  private final Limit searches;
  private final Limit handshakes;

  RequestLimits(RateLimits rates, GatewaySettings settings) {
    var limits = settings.limits();
    this.rates = rates;
    this.requests =
        Limit.of(
            "requests",
            limits.requestsPerUser(),
            Duration.ofSeconds(1),
            limits.requestsPerUserBurst());
    this.searches =
        Limit.of("searches", limits.searchesPerUser(), SEARCH_PERIOD, limits.searchesPerUser());
    this.handshakes =
        Limit.of(
            "handshakes",
            limits.handshakesPerAddress(),
            HANDSHAKE_PERIOD,
            limits.handshakesPerAddress());
  }

  /// Each of them errors with `rate-limited`, and otherwise says in the answer what is left.
  public Mono<Void> requestOfUser(String user, HttpHeaders answer) {
    return rates.pass(requests, "user:" + user, answer);
  }

  /// Something that a store has to look for.
  public Mono<Void> searchOfUser(String user, HttpHeaders answer) {
    return rates.pass(searches, "user:" + user, answer);
  }

  /// For a request of nobody known.
  public Mono<Void> requestOfAddress(String address, HttpHeaders answer) {
    return rates.pass(requests, "address:" + AddressBlocks.of(address), answer);
  }

  /// An upgrade, by whomever.
  public Mono<Void> handshakeOfAddress(String address, HttpHeaders answer) {
    return rates.pass(handshakes, "address:" + AddressBlocks.of(address), answer);
  }
}
