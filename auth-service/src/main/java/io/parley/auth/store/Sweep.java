package io.parley.auth.store;

import io.parley.edge.life.Background;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Removes every ten minutes what has had its time; several replicas doing so at once do no harm.
/// The store's own expiry is not used, because the embedded one has none.
@Component
public final class Sweep implements Background {

  private static final Logger log = LoggerFactory.getLogger(Sweep.class);

  private static final Duration PERIOD = Duration.ofMinutes(10);

  private final List<Expiring> expiring;
  private final Work work = new Work();

  Sweep(List<Expiring> expiring) {
    this.expiring = List.copyOf(expiring);
  }

  /// A collection whose documents have a time limit.
  public interface Expiring {

    /// Removes those whose time is over; how many there were.
    Mono<Long> removeExpired();
  }

  /// Sweeps once; how many documents were removed. What cannot be swept is swept the next time.
  public Mono<Long> once() {
    return Flux.fromIterable(expiring)
        .concatMap(one -> one.removeExpired().doOnError(Sweep::tell).onErrorComplete())
        .reduce(0L, Long::sum);
  }

  @Override
  public Disposable begin() {
    return Flux.interval(PERIOD).onBackpressureDrop().concatMap(tick -> once()).subscribe();
  }

  @Override
  public Work work() {
    return work;
  }

  private static void tell(Throwable error) {
    log.warn("something cannot be swept: {}", error.toString());
  }
}
