package io.parley.chat.delivery.bus;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.parley.common.id.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
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

/// The bus over Redis pub/sub, with a pair of connections of its own: one that listens, one that
/// publishes. The client reconnects and subscribes again by itself; but a connection may also die
/// without a sign (lettuce#3639), so this node publishes a probe to itself every 3 s, and when none
/// came for 12 s both connections are replaced.
///
/// | channel | message |
/// |---|---|
/// | `chat:n:<node>` | the node's probe |
public final class RedisBus implements Bus, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RedisBus.class);

  private static final Duration CONFIRMED_WITHIN = Duration.ofSeconds(2);
  private static final Duration PROBE_PERIOD = Duration.ofSeconds(3);
  private static final Duration MOST_SILENCE = Duration.ofSeconds(12);
  private static final int CHANNELS_A_COMMAND = 500;
  private static final byte[] PROBE = "probe".getBytes(US_ASCII);

  static final RedisCodec<String, byte[]> CODEC =
      RedisCodec.of(StringCodec.ASCII, ByteArrayCodec.INSTANCE);

  private final LettuceConnectionFactory redis;
  private final String probeChannel;
  private final Set<String> wanted = ConcurrentHashMap.newKeySet();
  private final Disposable.Swap watching = Disposables.swap();
  private final List<BusListener> listeners = new CopyOnWriteArrayList<>();
  private volatile @Nullable RedisLine line;
  private volatile long heardAt = System.nanoTime();
  private volatile Set<String> missingBefore = Set.of();
  private boolean closed;

  public RedisBus(LettuceConnectionFactory redis, NodeId node) {
    this.redis = redis;
    this.probeChannel = "chat:n:" + node.value();
    this.wanted.add(probeChannel);
  }

  @Override
  public void listen(BusListener by) {
    listeners.add(by);
  }

  public void start() {
    watching.update(
        Flux.interval(Duration.ZERO, PROBE_PERIOD)
            .onBackpressureDrop()
            .concatMap(_ -> watch())
            .subscribe());
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

  private static Mono<Void> subscribe(RedisLine on, List<String> channels) {
    // Each command is on its way at once; only the waiting for its answer is the caller's
    var answers = new ArrayList<Mono<Void>>();
    for (int from = 0; from < channels.size(); from += CHANNELS_A_COMMAND) {
      var to = Math.min(channels.size(), from + CHANNELS_A_COMMAND);
      answers.add(on.subscribe(channels.subList(from, to)));
    }
    return Mono.when(answers).timeout(CONFIRMED_WITHIN);
  }

  private Mono<Void> watch() {
    var silence = Duration.ofNanos(System.nanoTime() - heardAt);
    var now = line;
    if (now != null && silence.compareTo(MOST_SILENCE) < 0) {
      now.publish(probeChannel, PROBE);
      return subscribeMissing(now);
    }
    if (now != null) {
      log.warn("the bus is silent for {} s, connecting anew", silence.toSeconds());
    }
    return connect();
  }

  /// What was wanted while Redis was away; the client only knows what was heard before.
  private Mono<Void> subscribeMissing(RedisLine on) {
    var missing =
        wanted.stream()
            .filter(channel -> !on.hears(channel))
            .collect(Collectors.toUnmodifiableSet());
    var still = missing.stream().filter(missingBefore::contains).toList();
    missingBefore = missing;
    return still.isEmpty()
        ? Mono.empty()
        : Mono.defer(() -> subscribe(on, still))
            .doOnSuccess(_ -> tellResubscribed())
            .onErrorComplete();
  }

  /// Connecting blocks, so it has a thread of its own.
  private Mono<Void> connect() {
    return Mono.fromCallable(this::open)
        .subscribeOn(Schedulers.boundedElastic())
        .flatMap(this::replaceBy)
        .onErrorResume(
            error -> {
              log.warn("the bus cannot connect: {}", error.toString());
              return Mono.empty();
            });
  }

  private RedisLine open() {
    if (redis.getRequiredNativeClient() instanceof RedisClient client) {
      return RedisLine.open(client, new Incoming());
    }
    throw new IllegalStateException("REDIS_URL: expected a single Redis or a Sentinel");
  }

  private Mono<Void> replaceBy(RedisLine fresh) {
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
      heardAt = System.nanoTime();
      subscribed = subscribe(fresh, List.copyOf(wanted));
    }
    return subscribed.doOnSuccess(_ -> tellResubscribed()).onErrorComplete();
  }

  private void tellResubscribed() {
    listeners.forEach(BusListener::resubscribed);
  }

  /// What a line hears.
  final class Incoming {

    void message(String channel, byte[] message) {
      heardAt = System.nanoTime();
      if (!channel.equals(probeChannel)) {
        listeners.forEach(to -> to.received(channel, message));
      }
    }

    /// The client subscribed again by itself, to everything.
    void resubscribed() {
      heardAt = System.nanoTime();
      tellResubscribed();
    }
  }
}
