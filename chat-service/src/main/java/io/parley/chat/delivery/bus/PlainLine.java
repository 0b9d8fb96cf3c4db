package io.parley.chat.delivery.bus;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.async.BaseRedisAsyncCommands;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.RedisPubSubListener;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// `PUBLISH` and `SUBSCRIBE`, with a pair of connections: one that listens, one that publishes. The
/// client reconnects and subscribes again by itself, under Sentinel to the master of that moment,
/// on a cluster to any node, since a cluster carries such messages to all of its nodes.
///
/// | channel | message |
/// |---|---|
/// | `chat:n:<node>` | the node's probe, every 3 s, so that a subscription which died is noticed |
final class PlainLine implements Line {

  private static final Logger log = LoggerFactory.getLogger(PlainLine.class);

  /// The client subscribes again channel by channel; this long after the last one, it has done so.
  private static final Duration SETTLED = Duration.ofMillis(100);

  private static final int CHANNELS_A_COMMAND = 500;
  private static final byte[] PROBE = "probe".getBytes(StandardCharsets.US_ASCII);

  private final StatefulRedisPubSubConnection<String, byte[]> listening;
  private final StatefulConnection<String, byte[]> connection;
  private final BaseRedisAsyncCommands<String, byte[]> publishing;
  private final String probeChannel;
  private final Executor later;
  private final AtomicBoolean flushing = new AtomicBoolean();
  private final Ears ears;

  private PlainLine(
      StatefulRedisPubSubConnection<String, byte[]> listening,
      StatefulConnection<String, byte[]> connection,
      BaseRedisAsyncCommands<String, byte[]> publishing,
      RedisBus.Incoming incoming) {
    this.listening = listening;
    this.connection = connection;
    this.publishing = publishing;
    this.probeChannel = incoming.probeChannel();
    this.later = incoming.later();
    this.ears = new Ears(incoming);
    listening.addListener((RedisPubSubListener<String, byte[]>) ears);
    listening.addListener((RedisConnectionStateListener) ears);
    connection.setAutoFlushCommands(false);
  }

  /// To a single Redis, or the master of a group. Blocks while it connects.
  ///
  /// @throws RedisException when that fails
  static PlainLine open(RedisClient client, RedisBus.Incoming incoming) {
    var listening = client.connectPubSub(RedisBus.CODEC);
    try {
      var publishing = client.connect(RedisBus.CODEC);
      return new PlainLine(listening, publishing, publishing.async(), incoming);
    } catch (RedisException e) {
      listening.closeAsync();
      throw e;
    }
  }

  /// To a cluster, on a connection that publishes already. Blocks while it connects.
  ///
  /// @throws RedisException when that fails
  static PlainLine open(
      RedisClusterClient client,
      StatefulRedisClusterConnection<String, byte[]> publishing,
      RedisBus.Incoming incoming) {
    ShardedLine.masters(client).forEach(master -> connect(publishing, master.getUri()));
    return new PlainLine(
        client.connectPubSub(RedisBus.CODEC), publishing, publishing.async(), incoming);
  }

  /// What is published while the client still connects to a master leaves in the reverse order.
  private static void connect(
      StatefulRedisClusterConnection<String, byte[]> publishing, RedisURI master) {
    try {
      publishing.getConnection(master.getHost(), master.getPort());
    } catch (RedisException e) {
      log.debug("{} cannot be reached yet: {}", master, e.toString());
    }
  }

  @Override
  public Mono<Void> subscribe(List<String> channels) {
    var answers = new ArrayList<Mono<Void>>();
    for (int from = 0; from < channels.size(); from += CHANNELS_A_COMMAND) {
      var to = Math.min(channels.size(), from + CHANNELS_A_COMMAND);
      var part = channels.subList(from, to).toArray(String[]::new);
      answers.add(Mono.fromCompletionStage(listening.async().subscribe(part)));
    }
    return Mono.when(answers);
  }

  /// Once confirmed, the client subscribes it again by itself.
  @Override
  public boolean hears(String channel) {
    return ears.confirmed.contains(channel);
  }

  @Override
  public void unsubscribe(Collection<String> channels) {
    if (!channels.isEmpty()) {
      listening.async().unsubscribe(channels.toArray(String[]::new));
    }
  }

  /// What is published in one pass of an event loop leaves together.
  @Override
  public void publish(String channel, byte[] message) {
    try {
      publishing.publish(channel, message);
      if (flushing.compareAndSet(false, true)) {
        later.execute(this::flush);
      }
    } catch (RedisException e) {
      log.debug("a message was dropped: {}", e.toString());
    }
  }

  private void flush() {
    flushing.set(false);
    connection.flushCommands();
  }

  @Override
  public void probe() {
    publish(probeChannel, PROBE);
    try {
      listening.async().ping();
    } catch (RedisException e) {
      log.debug("nothing is asked: {}", e.toString());
    }
  }

  @Override
  public Duration silence() {
    return Duration.ofNanos(System.nanoTime() - ears.heardAt);
  }

  @Override
  public void close() {
    close(listening);
    close(connection);
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
    private volatile long heardAt = System.nanoTime();
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
      heardAt = System.nanoTime();
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
        heardAt = System.nanoTime();
        incoming.resubscribed();
      }
    }
  }
}
