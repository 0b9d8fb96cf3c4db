package io.parley.chat.delivery.bus;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.RedisPubSubListener;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// A pair of connections to one Redis.
final class RedisLine {

  private static final Logger log = LoggerFactory.getLogger(RedisLine.class);

  /// The client subscribes again channel by channel; this long after the last one, it has done so.
  private static final Duration SETTLED = Duration.ofMillis(100);

  private final StatefulRedisPubSubConnection<String, byte[]> listening;
  private final StatefulRedisConnection<String, byte[]> publishing;

  private final Ears ears;

  private RedisLine(
      StatefulRedisPubSubConnection<String, byte[]> listening,
      StatefulRedisConnection<String, byte[]> publishing,
      Ears ears) {
    this.listening = listening;
    this.publishing = publishing;
    this.ears = ears;
  }

  /// Blocks while it connects.
  ///
  /// @throws RedisException when that fails
  static RedisLine open(RedisClient client, RedisBus.Incoming incoming) {
    var listening = client.connectPubSub(RedisBus.CODEC);
    try {
      var publishing = client.connect(RedisBus.CODEC);
      var ears = new Ears(incoming);
      listening.addListener((RedisPubSubListener<String, byte[]>) ears);
      listening.addListener((RedisConnectionStateListener) ears);
      return new RedisLine(listening, publishing, ears);
    } catch (RedisException e) {
      listening.closeAsync();
      throw e;
    }
  }

  Mono<Void> subscribe(List<String> channels) {
    return Mono.fromCompletionStage(listening.async().subscribe(channels.toArray(String[]::new)));
  }

  /// Whether Redis ever confirmed the channel to this line; after a reconnect the client subscribes
  /// it by itself.
  boolean hears(String channel) {
    return ears.confirmed.contains(channel);
  }

  void unsubscribe(Collection<String> channels) {
    if (!channels.isEmpty()) {
      listening.async().unsubscribe(channels.toArray(String[]::new));
    }
  }

  /// A full queue and a lost connection drop the message.
  void publish(String channel, byte[] message) {
    try {
      publishing.async().publish(channel, message);
    } catch (RedisException e) {
      log.debug("a message was dropped: {}", e.toString());
    }
  }

  void close() {
    close(listening);
    close(publishing);
  }

  /// One that its client has closed already complains.
  private static void close(StatefulConnection<String, byte[]> connection) {
    if (!(connection instanceof RedisChannelHandler<?, ?> handler) || !handler.isClosed()) {
      connection.closeAsync();
    }
  }

  /// Tells a subscription that the client made again after a reconnect from one that was asked for.
  private static final class Ears extends RedisPubSubAdapter<String, byte[]>
      implements RedisConnectionStateListener {

    private final RedisBus.Incoming incoming;
    private final Set<String> confirmed = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean settling = new AtomicBoolean();
    private volatile boolean reconnected;
    private volatile long lastAt;

    Ears(RedisBus.Incoming incoming) {
      this.incoming = incoming;
    }

    @Override
    public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
      reconnected = true;
    }

    @Override
    public void message(String channel, byte[] message) {
      incoming.message(channel, message);
    }

    @Override
    public void subscribed(String channel, long count) {
      confirmed.add(channel);
      lastAt = System.nanoTime();
      if (reconnected && settling.compareAndSet(false, true)) {
        later();
      }
    }

    @Override
    public void unsubscribed(String channel, long count) {
      confirmed.remove(channel);
    }

    private void later() {
      Schedulers.parallel().schedule(this::settle, SETTLED.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void settle() {
      if (System.nanoTime() - lastAt < SETTLED.toNanos()) {
        later();
      } else {
        reconnected = false;
        settling.set(false);
        incoming.resubscribed();
      }
    }
  }
}
