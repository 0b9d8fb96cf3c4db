package io.parley.testing;

import io.parley.embedded.FreePorts;
import io.parley.embedded.RedisBinary;
import io.parley.embedded.RedisConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A Redis Cluster of three masters, with a replica each where a test wants to lose one, as real
/// processes that take a node for dead after 1.5 s.
public final class TestRedisCluster implements AutoCloseable {

  private static final int MASTERS = 3;
  private static final int SLOTS = 16_384;
  private static final Duration READY = Duration.ofSeconds(30);
  private static final Duration FAILOVER = Duration.ofSeconds(30);

  private final String password = RedisConfiguration.newPassword();
  private final List<RedisProcess> nodes = new ArrayList<>();

  private TestRedisCluster(RedisBinary binary, List<Ports> ports) {
    for (var one : ports) {
      nodes.add(RedisProcess.start(binary, one.port(), password, configuration(one)));
    }
    for (int i = 0; i < nodes.size(); i++) {
      nodes.get(i).call("CLUSTER", "SET-CONFIG-EPOCH", "" + (i + 1));
    }
    for (int i = 0; i < MASTERS; i++) {
      nodes.get(i).call(addSlots(SLOTS * i / MASTERS, SLOTS * (i + 1) / MASTERS));
    }
    for (var one : ports) {
      nodes.getFirst().call("CLUSTER", "MEET", "127.0.0.1", "" + one.port(), "" + one.bus());
    }
    awaitAll("whole cluster", node -> info(node).contains("cluster_known_nodes:" + nodes.size()));
    for (int i = MASTERS; i < nodes.size(); i++) {
      follow(nodes.get(i), id(nodes.get(i - MASTERS)));
    }
    awaitAll("ok", node -> info(node).contains("cluster_state:ok"));
    for (var replica : nodes.subList(MASTERS, nodes.size())) {
      replica.await(READY, "link", () -> replication(replica).contains("master_link_status:up"));
    }
  }

  /// A port for clients and one for the other nodes; the second is 0 where the server cannot be
  /// told and takes the first and 10,000.
  private record Ports(int port, int named) {

    int bus() {
      return named == 0 ? port + 10_000 : named;
    }
  }

  /// Three masters with sharded pub/sub; empty where this machine has no Redis 7.
  public static Optional<TestRedisCluster> masters() {
    return withNodes(MASTERS);
  }

  /// Three masters with a replica each; empty where this machine has no Redis 7.
  public static Optional<TestRedisCluster> replicated() {
    return withNodes(2 * MASTERS);
  }

  /// Three masters of the Redis 6.2 that comes along, which has no sharded pub/sub; empty on a
  /// platform that it does not run on.
  public static Optional<TestRedisCluster> old() {
    try {
      return Optional.of(new TestRedisCluster(TestRedis.bundled(), oldPorts(MASTERS)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// The cluster's address, for `REDIS_URL`.
  public String url() {
    var hosts = nodes.stream().map(RedisProcess::address).collect(Collectors.joining(","));
    return "redis-cluster://:%s@%s".formatted(password, hosts);
  }

  /// The port of the master that has this slot, as those who answer say.
  public int masterOf(int slot) {
    for (var node : nodes) {
      try {
        return Integer.parseInt(owner(node, slot));
      } catch (UncheckedIOException frozen) {
        // the next one knows
      }
    }
    throw new IllegalStateException("no node answers");
  }

  /// Freezes the master of a slot, as `SIGSTOP` does.
  ///
  /// @return its port
  public int freezeMasterOf(int slot) {
    int port = masterOf(slot);
    node(port).freeze();
    return port;
  }

  /// Returns once all nodes that answer name another master of this slot than the one on this port.
  public void awaitOtherMaster(int slot, int port) {
    for (var node : nodes) {
      if (node.port() != port) {
        node.await(FAILOVER, "other master", () -> !owner(node, slot).equals("" + port));
        node.await(FAILOVER, "ok", () -> info(node).contains("cluster_state:ok"));
      }
    }
  }

  /// Wakes a frozen node.
  public void wake(int port) {
    node(port).wake();
  }

  /// Returns once the node on this port follows another.
  public void awaitReplica(int port) {
    var node = node(port);
    node.await(FAILOVER, "role of a replica", () -> replication(node).contains("role:slave"));
  }

  /// Moves a slot with its keys to the next master, as `redis-cli --cluster reshard` does.
  ///
  /// @return the port of its new master
  public int move(int slot) {
    int from = masterOf(slot);
    var masters = nodes.stream().filter(node -> replication(node).contains("role:master")).toList();
    var source = node(from);
    var target = masters.get((masters.indexOf(source) + 1) % masters.size());
    var number = Integer.toString(slot);
    target.call("CLUSTER", "SETSLOT", number, "IMPORTING", id(source));
    source.call("CLUSTER", "SETSLOT", number, "MIGRATING", id(target));
    while (source.call("CLUSTER", "GETKEYSINSLOT", number, "100") instanceof List<?> keys
        && !keys.isEmpty()) {
      migrate(source, target, keys);
    }
    target.call("CLUSTER", "SETSLOT", number, "NODE", id(target));
    source.call("CLUSTER", "SETSLOT", number, "NODE", id(target));
    awaitAll("new owner", node -> owner(node, slot).equals("" + target.port()));
    return target.port();
  }

  /// How many listen to a channel of sharded pub/sub at each node that has one who does.
  public List<Long> listeners(String channel) {
    return nodes.stream()
        .map(node -> listeners(node, "SHARDNUMSUB", channel))
        .filter(count -> count > 0)
        .toList();
  }

  /// How many listen to a channel of plain pub/sub, at all nodes.
  public long plainListeners(String channel) {
    return nodes.stream().mapToLong(node -> listeners(node, "NUMSUB", channel)).sum();
  }

  private static long listeners(RedisProcess node, String kind, String channel) {
    return node.call("PUBSUB", kind, channel) instanceof List<?> reply
            && reply.get(1) instanceof Long count
        ? count
        : 0;
  }

  @Override
  public void close() {
    nodes.forEach(RedisProcess::close);
  }

  private void migrate(RedisProcess source, RedisProcess target, List<?> keys) {
    var words = new ArrayList<>(List.of("MIGRATE", "127.0.0.1", "" + target.port(), "", "0"));
    words.addAll(List.of("2000", "AUTH", password, "KEYS"));
    keys.forEach(key -> words.add(String.valueOf(key)));
    source.call(words.toArray(String[]::new));
  }

  private static Optional<TestRedisCluster> withNodes(int count) {
    var binary = RedisBinary.onPath();
    if (binary.isEmpty()) {
      return Optional.empty();
    }
    try {
      var free = FreePorts.several(2 * count);
      var ports =
          IntStream.range(0, count)
              .mapToObj(i -> new Ports(free.get(2 * i), free.get(2 * i + 1)))
              .toList();
      return Optional.of(new TestRedisCluster(binary.get(), ports));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Such that the other port, 10,000 above, is free and below those of outgoing connections too.
  private static List<Ports> oldPorts(int count) {
    return IntStream.generate(() -> ThreadLocalRandom.current().nextInt(20_000, 22_000))
        .filter(port -> isFree(port) && isFree(port + 10_000))
        .distinct()
        .limit(count)
        .mapToObj(port -> new Ports(port, 0))
        .toList();
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  private List<String> configuration(Ports ports) {
    var lines =
        new ArrayList<>(
            List.of(
                "cluster-enabled yes",
                "cluster-config-file nodes.conf",
                "cluster-node-timeout 1500",
                "masterauth " + password,
                "save \"\"",
                "repl-diskless-sync yes",
                "repl-diskless-sync-delay 0"));
    if (ports.named() != 0) {
      lines.add("cluster-port " + ports.named());
    }
    return lines;
  }

  private static String[] addSlots(int from, int end) {
    var words = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
    IntStream.range(from, end).forEach(slot -> words.add("" + slot));
    return words.toArray(String[]::new);
  }

  private interface Condition {
    boolean holds(RedisProcess node);
  }

  private void awaitAll(String what, Condition condition) {
    nodes.forEach(node -> node.await(READY, what, () -> condition.holds(node)));
  }

  /// It must have heard of that master first.
  private static void follow(RedisProcess replica, String master) {
    replica.await(READY, "master", () -> "OK".equals(replica.text("CLUSTER", "REPLICATE", master)));
  }

  private RedisProcess node(int port) {
    return nodes.stream().filter(one -> one.port() == port).findFirst().orElseThrow();
  }

  private static String id(RedisProcess node) {
    return node.text("CLUSTER", "MYID");
  }

  private static String info(RedisProcess node) {
    return node.text("CLUSTER", "INFO");
  }

  private static String replication(RedisProcess node) {
    return node.text("INFO", "replication");
  }

  /// The port of the slot's master as a node sees it, empty when it knows of none.
  private static String owner(RedisProcess node, int slot) {
    if (node.call("CLUSTER", "SLOTS") instanceof List<?> ranges) {
      for (Object range : ranges) {
        var found = owner(range, slot);
        if (found != null) {
          return found;
        }
      }
    }
    return "";
  }

  private static @Nullable String owner(@Nullable Object range, int slot) {
    return range instanceof List<?> parts
            && parts.size() > 2
            && (Long) parts.get(0) <= slot
            && slot <= (Long) parts.get(1)
            && parts.get(2) instanceof List<?> master
        ? String.valueOf(master.get(1))
        : null;
  }
}
