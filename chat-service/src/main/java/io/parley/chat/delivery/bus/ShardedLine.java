package io.parley.chat.delivery.bus;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.parley.edge.redis.RedisConnections;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// `SPUBLISH` and `SSUBSCRIBE` on a cluster (Redis 7.0): a message stays with the master of its
/// channel's slot and its replicas. A connection a master listens, one for all publishes.
///
/// When a slot moves, its old master says so (`sunsubscribe`), and when a connection breaks all of
/// its channels are lost: both are told to the bus, which subscribes anew at the owner of that
/// moment. The topology is asked for again with each of these, and every 5 s.
///
/// | channel | message |
/// |---|---|
/// | `chat:n:<node>:{<n>}` | the node's probe through one master, every 3 s; `n` is such that the channel lies in a slot of that master. When none came for 12 s, the connection is made anew |
final class ShardedLine implements Line {

  private static final Logger log = LoggerFactory.getLogger(ShardedLine.class);

  private static final byte[] PROBE = "probe".getBytes(US_ASCII);

  private static final Duration REFRESH_PAUSE = Duration.ofSeconds(1);

  /// After a failover a node subscribes to all of a master's channels at once, each by a command.
  private static final int QUEUE = 100_000;

  private final LettuceConnectionFactory redis;
  private final RedisClusterClient cluster;
  private final StatefulRedisClusterConnection<String, byte[]> publishing;
  private final RedisClient single;
  private final RedisBus.Incoming incoming;
  private final Map<String, Shard> shards = new ConcurrentHashMap<>();
  private final Map<String, Shard> places = new ConcurrentHashMap<>();
  private final AtomicBoolean refreshing = new AtomicBoolean();
  private final Shard.Owner owner = new Ears();
  private volatile long heardAt = System.nanoTime();
  private volatile long refreshedAt = System.nanoTime() - REFRESH_PAUSE.toNanos();
  private volatile boolean closed;

  private ShardedLine(
      LettuceConnectionFactory redis,
      RedisClusterClient cluster,
      StatefulRedisClusterConnection<String, byte[]> publishing,
      RedisBus.Incoming incoming) {
    this.redis = redis;
    this.cluster = cluster;
    this.publishing = publishing;
    this.incoming = incoming;
    this.single = RedisClient.create(cluster.getResources());
    single.setOptions(
        cluster.getOptions().mutate().autoReconnect(false).requestQueueSize(QUEUE).build());
  }

  /// A sharded line where every master takes an `SPUBLISH`, else a plain one: a server that is too
  /// old does not know the command, and a user may not be allowed to use it. Blocks while it
  /// connects.
  ///
  /// @throws RedisException when that fails
  static Mono<Line> open(
      LettuceConnectionFactory redis, RedisClusterClient cluster, RedisBus.Incoming incoming) {
    var publishing = cluster.connect(RedisBus.CODEC);
    return isSharded(cluster, publishing, incoming.probeChannel())
        .publishOn(Schedulers.boundedElastic()) // a plain line blocks while it connects
        .<Line>map(
            sharded ->
                sharded
                    ? new ShardedLine(redis, cluster, publishing, incoming)
                    : PlainLine.open(cluster, publishing, incoming))
        .doOnError(_ -> publishing.closeAsync());
  }

  private static Mono<Boolean> isSharded(
      RedisClusterClient cluster,
      StatefulRedisClusterConnection<String, byte[]> publishing,
      String probeChannel) {
    return Flux.fromIterable(masters(cluster))
        .concatMap(master -> isSharded(master, publishing, probeIn(master, probeChannel)))
        .all(Boolean::booleanValue);
  }

  private static Mono<Boolean> isSharded(
      RedisClusterNode master,
      StatefulRedisClusterConnection<String, byte[]> publishing,
      String channel) {
    var uri = master.getUri();
    return Mono.fromCompletionStage(publishing.getConnectionAsync(uri.getHost(), uri.getPort()))
        .flatMap(node -> Mono.fromCompletionStage(node.async().spublish(channel, PROBE)))
        .thenReturn(true)
        .onErrorResume(ShardedLine::isRefusal, error -> plainFor(master, error));
  }

  private static Mono<Boolean> plainFor(RedisClusterNode master, Throwable error) {
    log.info("no sharded pub/sub on {}: {}", master.getUri(), error.getMessage());
    return Mono.just(false);
  }

  private static boolean isRefusal(Throwable error) {
    var message = String.valueOf(error.getMessage());
    return message.startsWith("ERR unknown command") || message.startsWith("NOPERM");
  }

  static List<RedisClusterNode> masters(RedisClusterClient cluster) {
    return cluster.getPartitions().stream()
        .filter(node -> node.getRole().isUpstream() && !node.hasNoSlots())
        .toList();
  }

  /// A channel in a slot of that master. Some of the first thousands of numbers is in each slot.
  private static String probeIn(RedisClusterNode master, String prefix) {
    for (int n = 0; ; n++) {
      var channel = prefix + ":{" + n + "}";
      if (master.hasSlot(SlotHash.getSlot(channel))) {
        return channel;
      }
    }
  }

  @Override
  public Mono<Void> subscribe(List<String> channels) {
    var answers = new ArrayList<CompletableFuture<@Nullable Void>>();
    for (var channel : channels) {
      answers.add(subscribe(channel));
    }
    var all =
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
            .handle((_, error) -> Optional.ofNullable(error));
    // A failure that comes after the caller's patience is nobody's any more, and not to be logged
    return Mono.fromFuture(() -> all, true)
        .flatMap(error -> error.<Mono<Void>>map(Mono::error).orElseGet(Mono::empty));
  }

  private CompletableFuture<@Nullable Void> subscribe(String channel) {
    var master = cluster.getPartitions().getPartitionBySlot(SlotHash.getSlot(channel));
    if (master == null || closed) {
      owner.lost(List.of(channel));
      return CompletableFuture.failedFuture(new RedisException("no master has the slot"));
    }
    var shard = shard(master);
    places.put(channel, shard);
    var answer = shard.subscribe(channel).toCompletableFuture();
    if (answer.isCompletedExceptionally()) {
      owner.lost(List.of(channel));
    }
    return answer;
  }

  private synchronized Shard shard(RedisClusterNode master) {
    var known = shards.get(master.getNodeId());
    if (known != null) {
      return known;
    }
    var shard = new Shard(master.getNodeId(), owner);
    shards.put(master.getNodeId(), shard);
    var place = master.getUri();
    var uri = RedisConnections.node(redis, place.getHost(), place.getPort());
    shard.connect(single.connectPubSubAsync(RedisBus.CODEC, uri));
    listenToProbes(shard, master);
    return shard;
  }

  private void listenToProbes(Shard shard, RedisClusterNode master) {
    var channel = probeIn(master, incoming.probeChannel());
    shard.probeAt(channel);
    shard.subscribe(channel);
  }

  @Override
  public boolean hears(String channel) {
    var shard = places.get(channel);
    return shard != null && shard.hears(channel);
  }

  @Override
  public void unsubscribe(Collection<String> channels) {
    for (var channel : channels) {
      var shard = places.remove(channel);
      if (shard != null) {
        shard.unsubscribe(channel);
      }
    }
  }

  @Override
  public void publish(String channel, byte[] message) {
    try {
      publishing.async().spublish(channel, message);
    } catch (RedisException e) {
      log.debug("a message was dropped: {}", e.toString());
    }
  }

  @Override
  public void probe() {
    for (var shard : List.copyOf(shards.values())) {
      probe(shard, cluster.getPartitions().getPartitionByNodeId(shard.node()));
    }
  }

  private void probe(Shard shard, @Nullable RedisClusterNode master) {
    if (master == null || master.hasNoSlots() || !master.getRole().isUpstream()) {
      shard.end();
    } else if (shard.silence().compareTo(RedisBus.MOST_SILENCE) >= 0) {
      log.warn("{} is silent for {} s", master.getUri(), shard.silence().toSeconds());
      shard.end();
    } else {
      if (!master.hasSlot(SlotHash.getSlot(shard.probeChannel()))
          || !shard.hears(shard.probeChannel())) {
        listenToProbes(shard, master);
      }
      shard.ping();
      publish(shard.probeChannel(), PROBE);
    }
  }

  @Override
  public Duration silence() {
    return Duration.ofNanos(System.nanoTime() - heardAt);
  }

  @Override
  public void close() {
    closed = true;
    List.copyOf(shards.values()).forEach(Shard::end);
    publishing.closeAsync();
    single.shutdownAsync();
  }

  private void refresh() {
    long now = System.nanoTime();
    if (!closed
        && now - refreshedAt > REFRESH_PAUSE.toNanos()
        && refreshing.compareAndSet(false, true)) {
      refreshedAt = now;
      cluster
          .refreshPartitionsAsync()
          .whenComplete(
              (_, error) -> {
                refreshing.set(false);
                if (error != null) {
                  log.debug("the topology cannot be read: {}", error.toString());
                }
              });
    }
  }

  private final class Ears implements Shard.Owner {

    @Override
    public void message(String channel, byte[] message) {
      heardAt = System.nanoTime();
      incoming.message(channel, message);
    }

    @Override
    public void lost(Collection<String> channels) {
      if (!closed && !channels.isEmpty()) {
        incoming.lost(channels);
        refresh();
      }
    }

    @Override
    public void ended(Shard shard) {
      shards.remove(shard.node(), shard);
    }
  }
}
