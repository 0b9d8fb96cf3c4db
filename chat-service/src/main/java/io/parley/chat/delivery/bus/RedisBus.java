package io.parley.chat.delivery.bus;

import io.lettuce.core.RedisClient;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.parley.common.id.NodeId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// The bus over Redis, with connections of its own: a [ShardedLine] on a cluster that has sharded
/// pub/sub, a [PlainLine] everywhere else. A connection may die without a sign (lettuce#3639), so
/// every 3 s each one is asked for one, and when a line heard nothing for 12 s it is replaced.
public final class RedisBus implements Bus, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RedisBus.class);

  private static final Duration CONFIRMED_WITHIN = Duration.ofSeconds(2);
  private static final Duration PROBE_PERIOD = Duration.ofSeconds(3);
  private static final Duration MEND_PERIOD = Duration.ofMillis(250);
  static final Duration MOST_SILENCE = Duration.ofSeconds(12);

  static final RedisCodec<String, byte[]> CODEC =
      RedisCodec.of(StringCodec.ASCII, ByteArrayCodec.INSTANCE);

  private final LettuceConnectionFactory redis;
  private final String probeChannel;
  private final boolean sharded;
  private final Executor later;
  private final Set<String> wanted = ConcurrentHashMap.newKeySet();
  private final Set<String> lost = ConcurrentHashMap.newKeySet();
  private final Disposable.Swap watching = Disposables.swap();
  private final List<BusListener> listeners = new CopyOnWriteArrayList<>();
  private volatile @Nullable Line line;
  private volatile Set<String> missingBefore = Set.of();
  private boolean closed;

  private RedisBus(LettuceConnectionFactory redis, NodeId node, boolean sharded, Executor later) {
    this.redis = redis;
    this.probeChannel = "chat:n:" + node.value();
    this.sharded = sharded;
    this.later = later;
    this.wanted.add(probeChannel);
  }

  /// For what only buses like this one publish.
  ///
  /// @param later one event loop, so that what leaves keeps its order; it does what it is given
  ///   after what it does now
  public static RedisBus among(LettuceConnectionFactory redis, NodeId node, Executor later) {
    return new RedisBus(redis, node, true, later);
  }

  /// For what others publish by `PUBLISH`, whatever Redis they publish on.
  ///
  /// @param later as above
  public static RedisBus plain(LettuceConnectionFactory redis, NodeId node, Executor later) {
    return new RedisBus(redis, node, false, later);
  }

  @Override
  public void listen(BusListener by) {
    listeners.add(by);
  }

  public void start() {
    watching.update(
        Disposables.composite(
            Flux.interval(Duration.ZERO, PROBE_PERIOD)
                .onBackpressureDrop()
                .concatMap(_ -> watch())
                .subscribe(),
            Flux.interval(MEND_PERIOD).onBackpressureDrop().concatMap(_ -> mend()).subscribe()));
  }

  @Override
  public void close() {
    watching.dispose();
    synchronized (this) {
      closed = true;
      var now = line;
      line = null;
      if (now != null) {
        now.close();
      }
    }
  }

  @Override
  public synchronized Mono<Void> subscribe(Collection<String> channels) {
    wanted.addAll(channels);
    var now = line;
    return now == null
        ? Mono.error(() -> new TimeoutException("no connection to Redis"))
        : subscribe(now, List.copyOf(channels));
  }

  @Override
  public synchronized void unsubscribe(Collection<String> channels) {
    channels.forEach(wanted::remove);
    var now = line;
    if (now != null) {
      now.unsubscribe(channels);
    }
  }

  @Override
  public void publish(String channel, byte[] message) {
    var now = line;
    if (now != null) {
      now.publish(channel, message);
    }
  }

  private static Mono<Void> subscribe(Line on, List<String> channels) {
    return on.subscribe(channels).timeout(CONFIRMED_WITHIN);
  }

  private Mono<Void> watch() {
    var now = line;
    if (now != null && now.silence().compareTo(MOST_SILENCE) < 0) {
      now.probe();
      return subscribeMissing(now);
    }
    if (now != null) {
      log.warn("the bus is silent for {} s, connecting anew", now.silence().toSeconds());
    }
    return connect();
  }

  /// What was wanted while Redis was away; the client only knows what was heard before.
  private Mono<Void> subscribeMissing(Line on) {
    var missing =
        wanted.stream()
            .filter(channel -> !on.hears(channel))
            .collect(Collectors.toUnmodifiableSet());
    var still = missing.stream().filter(missingBefore::contains).toList();
    missingBefore = missing;
    return again(on, still).onErrorComplete();
  }

  /// What a line said that it no longer hears.
  private Mono<Void> mend() {
    var on = line;
    if (on == null || lost.isEmpty()) {
      return Mono.empty();
    }
    var some = List.copyOf(lost);
    some.forEach(lost::remove);
    var still = some.stream().filter(wanted::contains).filter(one -> !on.hears(one)).toList();
    return again(on, still).doOnError(_ -> lost.addAll(still)).onErrorComplete();
  }

  private Mono<Void> again(Line on, List<String> channels) {
    return channels.isEmpty()
        ? Mono.empty()
        : Mono.defer(() -> resubscribe(on, channels))
            .doOnSuccess(_ -> tellResubscribed())
            .doOnError(
                error ->
                    log.warn(
                        "{} channels are not heard yet: {}", channels.size(), error.toString()));
  }

  /// One that was unsubscribed meanwhile must not come back.
  private synchronized Mono<Void> resubscribe(Line on, List<String> channels) {
    return subscribe(on, channels.stream().filter(wanted::contains).toList());
  }

  private Mono<Void> connect() {
    return open()
        .flatMap(this::replaceBy)
        .onErrorResume(
            error -> {
              log.warn("the bus cannot connect: {}", error.toString());
              return Mono.empty();
            });
  }

  /// Connecting blocks, so it has a thread of its own.
  private Mono<Line> open() {
    return Mono.defer(
            () ->
                switch (redis.getRequiredNativeClient()) {
                  case RedisClient single -> Mono.just(PlainLine.open(single, new Incoming()));
                  case RedisClusterClient cluster -> open(cluster);
                  default -> Mono.error(new IllegalStateException("no client of Redis"));
                })
        .subscribeOn(Schedulers.boundedElastic());
  }

  private Mono<Line> open(RedisClusterClient cluster) {
    var incoming = new Incoming();
    return sharded
        ? ShardedLine.open(redis, cluster, incoming)
        : Mono.just(PlainLine.open(cluster, cluster.connect(CODEC), incoming));
  }

  private Mono<Void> replaceBy(Line fresh) {
    Mono<Void> subscribed;
    synchronized (this) {
      if (closed) {
        fresh.close();
        return Mono.empty();
      }
      var before = line;
      line = fresh;
      if (before != null) {
        before.close();
      }
      subscribed = subscribe(fresh, List.copyOf(wanted));
    }
    return subscribed.doOnSuccess(_ -> tellResubscribed()).onErrorComplete();
  }

  private void tellResubscribed() {
    listeners.forEach(BusListener::resubscribed);
  }

  /// What a line hears, and what it says about itself.
  final class Incoming {

    Executor later() {
      return later;
    }

    String probeChannel() {
      return probeChannel;
    }

    void message(String channel, byte[] message) {
      if (!channel.startsWith(probeChannel)) {
        listeners.forEach(to -> to.received(channel, message));
      }
    }

    /// The client subscribed again by itself, to everything.
    void resubscribed() {
      tellResubscribed();
    }

    /// These are no longer heard, or were refused.
    void lost(Collection<String> channels) {
      lost.addAll(channels);
    }
  }
}
