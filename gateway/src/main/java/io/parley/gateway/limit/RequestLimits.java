package io.parley.gateway.limit;

import io.parley.gateway.setting.GatewaySettings;
import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// The limits that the gateway keeps.
@Component
public class RequestLimits {

  private static final Duration HANDSHAKE_PERIOD = Duration.ofSeconds(10);

  private final RateLimits rates;
  private final Limit requests;
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
    this.handshakes =
        Limit.of(
            "handshakes",
            limits.handshakesPerAddress(),
            HANDSHAKE_PERIOD,
            limits.handshakesPerAddress());
  }

  /// Errors with `rate-limited`.
  public Mono<Void> requestOfUser(String user) {
    return rates.pass(requests, "user:" + user);
  }

  /// For a request of nobody known; errors with `rate-limited`.
  public Mono<Void> requestOfAddress(String address) {
    return rates.pass(requests, "address:" + AddressBlocks.of(address));
  }

  /// Errors with `rate-limited`.
  public Mono<Void> handshakeOfAddress(String address) {
    return rates.pass(handshakes, "address:" + AddressBlocks.of(address));
  }
}
