package io.parley.presence.feed;

import io.parley.presence.PresenceSettings;
import io.parley.presence.loop.Loop;
import io.parley.presence.state.Incarnation;
import io.parley.presence.state.RedisLink;
import io.parley.presence.state.Sweeper;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// What a replica does by itself: it looks for nodes, follows the feed of each, and lets users go
/// offline when their time has come.
///
/// All replicas do the same. For each feed one of them is let in; the others wait at its door.
@Component
final class FeedReaders implements SmartLifecycle {

  private static final Duration LOOK_ROUND = Duration.ofMillis(500);
  private static final Duration SWEEP = Duration.ofMillis(250);
  private static final Duration AFTER_FAILURE = Duration.ofMillis(500);
  private static final Duration RELEASE_TIMEOUT = Duration.ofSeconds(1);
  private static final int RELEASES_AT_ONCE = 8;

  private final RedisLink redis;
  private final NodeReader.Sources sources;
  private final Sweeper sweeper;
  private final PresenceSettings settings;
  private final Map<Incarnation, Disposable> readers = new ConcurrentHashMap<>();
  private Disposable.Composite duties = Disposables.composite();
  private volatile boolean running;

  FeedReaders(
      RedisLink redis, NodeReader.Sources sources, Sweeper sweeper, PresenceSettings settings) {
    this.redis = redis;
    this.sources = sources;
    this.sweeper = sweeper;
    this.settings = settings;
  }

  @Override
  public void start() {
    running = true;
    duties = Disposables.composite();
    duties.add(duty("sweeping", this::sweep));
    duties.add(duty("looking for nodes", this::lookRound));
  }

  @Override
  public void stop() {
    stop(() -> {});
  }

  /// Gives the feeds back, so that another replica goes on at once.
  @Override
  public void stop(Runnable callback) {
    running = false;
    duties.dispose();
    Set<Incarnation> held = Set.copyOf(readers.keySet());
    readers.values().forEach(Disposable::dispose);
    readers.clear();
    Flux.fromIterable(held)
        .flatMap(sources.records()::release, RELEASES_AT_ONCE)
        .then()
        .timeout(RELEASE_TIMEOUT)
        .onErrorComplete() // the locks run out by themselves
        .doFinally(signal -> callback.run())
        .subscribe();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return RedisLink.PHASE + 1;
  }

  private Disposable duty(String name, Supplier<Mono<Duration>> round) {
    return redis.connected().then(new Loop(name, AFTER_FAILURE, round).run()).subscribe();
  }

  private Mono<Duration> sweep() {
    return sweeper.sweep().map(more -> more ? Duration.ZERO : SWEEP);
  }

  private Mono<Duration> lookRound() {
    return sources
        .directory()
        .load()
        .flatMapMany(Flux::fromIterable)
        .concatWith(sources.records().all())
        .doOnNext(this::follow)
        .then(Mono.just(LOOK_ROUND));
  }

  private void follow(Incarnation incarnation) {
    if (running) {
      readers.computeIfAbsent(incarnation, this::read);
    }
  }

  private Disposable read(Incarnation incarnation) {
    NodeReader reader = new NodeReader(incarnation, sources, settings.nodes());
    return new Loop("reading the feed of node " + incarnation, AFTER_FAILURE, reader::round)
        .run()
        .doOnSuccess(ended -> readers.remove(incarnation))
        .subscribe();
  }
}
