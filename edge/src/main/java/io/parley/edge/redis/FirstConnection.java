package io.parley.edge.redis;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/// Opens the shared connection to Redis in the background at start, for as long as it takes. The
/// first one is opened by whoever needs it, on their thread, and that blocks; from then on the
/// connection reconnects by itself without blocking anyone. On a cluster the ping goes to every
/// master.
public final class FirstConnection implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(FirstConnection.class);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final ReactiveRedisConnectionFactory redis;
  private volatile @Nullable Disposable connecting;

  public FirstConnection(ReactiveRedisConnectionFactory redis) {
    this.redis = redis;
  }

  @Override
  public void start() {
    connecting =
        Mono.defer(this::ping)
            .subscribeOn(Schedulers.boundedElastic())
            .retryWhen(
                Retry.backoff(Long.MAX_VALUE, FIRST_PAUSE)
                    .maxBackoff(LONGEST_PAUSE)
                    .doBeforeRetry(
                        signal -> log.warn("no Redis yet: {}", signal.failure().toString())))
            .subscribe();
  }

  @Override
  public void stop() {
    var now = connecting;
    if (now != null) {
      now.dispose();
      connecting = null;
    }
  }

  @Override
  public boolean isRunning() {
    return connecting != null;
  }

  private Mono<String> ping() {
    return Mono.usingWhen(
        Mono.fromSupplier(redis::getReactiveConnection),
        connection -> connection.ping(),
        connection -> connection.closeLater());
  }
}
