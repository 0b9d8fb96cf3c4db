package io.parley.presence.state;

import io.parley.presence.loop.Loop;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/// The way to Redis: whether it can be asked, and whether it was away for a while.
///
/// Spring Data connects inside the first call and blocks its thread; so the first connection is
/// made here, on a thread that may wait, and until then every command fails at once with
/// [RedisAway]. Later the driver connects again by itself.
@Component
public final class RedisLink implements SmartLifecycle {

  /// After the driver, before whatever uses it.
  public static final int PHASE = 1;

  /// Shorter failures are hiccups: no chat node gave up in that time.
  static final Duration OUTAGE = Duration.ofSeconds(2);

  private static final Duration RETRY = Duration.ofMillis(500);
  private static final Logger log = LoggerFactory.getLogger(RedisLink.class);

  private final ReactiveRedisConnectionFactory connections;
  private final ReactiveStringRedisTemplate template;
  private final AtomicReference<@Nullable Instant> failingSince = new AtomicReference<>();
  private final Disposable.Swap connecting = Disposables.swap();
  private final Sinks.Empty<Void> first = Sinks.empty();
  private volatile boolean connected;
  private volatile boolean wasAway;

  public RedisLink(
      ReactiveRedisConnectionFactory connections, ReactiveStringRedisTemplate template) {
    this.connections = connections;
    this.template = template;
  }

  /// Runs commands.
  ///
  /// @return what they answer; fails with [RedisAway] while there never was a connection, else with
  ///   what the driver says
  public <T> Flux<T> ask(Function<ReactiveStringRedisTemplate, Publisher<T>> commands) {
    return Flux.defer(() -> connected ? commands.apply(template) : notYet())
        .doOnError(failure -> failed())
        .doOnNext(answer -> answered())
        .doOnComplete(this::answered);
  }

  /// Completes once there was a first connection.
  public Mono<Void> connected() {
    return first.asMono();
  }

  /// Whether Redis could not be reached for some seconds, now or since [#outageNoted()].
  boolean outage() {
    Instant since = failingSince.get();
    return wasAway || (since != null && isOutage(since));
  }

  /// Redis itself knows now that it was away.
  void outageNoted() {
    wasAway = false;
  }

  @Override
  public void start() {
    connecting.update(new Loop("connecting to Redis", RETRY, this::connect).run().subscribe());
  }

  @Override
  public void stop() {
    connecting.update(Disposables.disposed());
  }

  @Override
  public boolean isRunning() {
    Disposable loop = connecting.get();
    return connected || (loop != null && !loop.isDisposed());
  }

  @Override
  public int getPhase() {
    return PHASE;
  }

  private Mono<Duration> connect() {
    return Mono.fromCallable(connections::getReactiveConnection)
        .subscribeOn(Schedulers.boundedElastic())
        .flatMap(connection -> connection.ping().then(connection.closeLater()))
        .doOnSuccess(nothing -> opened())
        .thenReturn(Loop.END);
  }

  private void opened() {
    connected = true;
    if (first.tryEmitEmpty().isFailure()) {
      log.debug("connected to Redis before");
    }
  }

  private <T> Publisher<T> notYet() {
    return Mono.error(new RedisAway("no connection to Redis yet"));
  }

  private void failed() {
    failingSince.compareAndSet(null, Instant.now());
  }

  private void answered() {
    Instant since = failingSince.getAndSet(null);
    if (since != null && isOutage(since)) {
      wasAway = true;
      log.info("Redis answers again, after failures since {}", since);
    }
  }

  private static boolean isOutage(Instant since) {
    return Duration.between(since, Instant.now()).compareTo(OUTAGE) >= 0;
  }
}
