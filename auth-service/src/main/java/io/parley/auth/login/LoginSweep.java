package io.parley.auth.login;

import io.parley.edge.life.Background;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Removes logins that are over and networks that are forgotten, every ten minutes; several
/// replicas doing so at once do no harm. The store's own expiry is not used, because the embedded
/// one has none.
@Component
final class LoginSweep implements Background {

  private static final Logger log = LoggerFactory.getLogger(LoginSweep.class);

  private static final Duration PERIOD = Duration.ofMinutes(10);

  /// Clocks may differ, and others poll for ended logins.
  private static final Duration MARGIN = Duration.ofMinutes(15);

  private final Logins logins;
  private final KnownNetworks networks;
  private final Clock clock;
  private final Work work = new Work();

  LoginSweep(Logins logins, KnownNetworks networks, Clock clock) {
    this.logins = logins;
    this.networks = networks;
    this.clock = clock;
  }

  /// How many were removed.
  Mono<Long> sweep() {
    return Mono.defer(
        () -> {
          var now = clock.instant();
          return logins
              .removeBefore(now.minus(MARGIN))
              .zipWith(networks.removeBefore(now.minus(KnownNetworks.REMEMBERED)), Long::sum);
        });
  }

  @Override
  public Disposable begin() {
    return Flux.interval(PERIOD)
        .onBackpressureDrop()
        .concatMap(tick -> sweep().doOnError(LoginSweep::tell).onErrorComplete())
        .subscribe();
  }

  @Override
  public Work work() {
    return work;
  }

  private static void tell(Throwable error) {
    log.warn("logins cannot be swept: {}", error.toString());
  }
}
