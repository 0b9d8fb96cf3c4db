package io.parley.edge.http;

import io.parley.edge.life.Leaving;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// Keeps a service that goes away answering until every gateway has heard that it is not ready. A
/// request that meets a connection while it is closed may have acted, so nobody could send it to
/// another node.
///
/// Thread-safe.
public final class Farewell implements Leaving {

  private static final Duration LOOK = Duration.ofMillis(50);

  /// From a gateway's choice of this node to the request's arrival.
  private static final Duration ON_THE_WAY = Duration.ofMillis(500);

  private final Duration patience;

  /// Until when a gateway may send requests here, by its id; in milliseconds of the clock.
  private final Map<String, Long> senders = new ConcurrentHashMap<>();

  /// @param patience with a gateway that does not look again, after which it counts as gone; zero:
  ///   nobody is waited for
  public Farewell(Duration patience) {
    this.patience = patience;
  }

  /// A gateway looked and was told whether this node is ready.
  void told(String gateway, boolean ready) {
    if (ready) {
      forgetTheGone();
      senders.put(gateway, now() + patience.toMillis());
    } else {
      var last = now() + ON_THE_WAY.toMillis();
      senders.computeIfPresent(gateway, (_, until) -> Math.min(until, last));
    }
  }

  /// Completes when no gateway sends anything here any more.
  @Override
  public Mono<Void> leave() {
    return Flux.interval(Duration.ZERO, LOOK).takeUntil(_ -> isUnnoticed()).then();
  }

  private boolean isUnnoticed() {
    forgetTheGone();
    return senders.isEmpty();
  }

  private void forgetTheGone() {
    var now = now();
    senders.values().removeIf(until -> until <= now);
  }

  private static long now() {
    return Schedulers.parallel().now(TimeUnit.MILLISECONDS);
  }
}
