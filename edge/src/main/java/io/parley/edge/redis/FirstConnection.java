package io.parley.edge.redis;

import io.parley.edge.life.Background;
import io.parley.edge.life.Retries;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// Opens the shared connection to Redis in the background at start, for as long as it takes. The
/// first one is opened by whoever needs it, on their thread, and that blocks; from then on the
/// connection reconnects by itself without blocking anyone. On a cluster the ping goes to every
/// master.
public final class FirstConnection implements Background {

  private static final Logger log = LoggerFactory.getLogger(FirstConnection.class);

  private final ReactiveRedisConnectionFactory redis;
  private final Work work = new Work();

  public FirstConnection(ReactiveRedisConnectionFactory redis) {
    this.redis = redis;
  }

  @Override
  public Disposable begin() {
    return Mono.defer(this::ping)
        .subscribeOn(Schedulers.boundedElastic())
        .retryWhen(Retries.forever(log, "no Redis yet"))
        .subscribe();
  }

  @Override
  public Work work() {
    return work;
  }

  private Mono<String> ping() {
    return Mono.usingWhen(
        Mono.fromSupplier(redis::getReactiveConnection),
        connection -> connection.ping(),
        connection -> connection.closeLater());
  }
}
