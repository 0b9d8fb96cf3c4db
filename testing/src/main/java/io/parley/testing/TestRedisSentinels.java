package io.parley.testing;

import io.parley.embedded.FreePorts;
import io.parley.embedded.RedisBinary;
import io.parley.embedded.RedisConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A master, a replica and three Sentinels as real processes, which take a master for dead after a
/// second. The Sentinels have a password of their own.
public final class TestRedisSentinels implements AutoCloseable {

  private static final String MASTER = "parley";
  private static final Duration READY = Duration.ofSeconds(30);
  private static final Duration FAILOVER = Duration.ofSeconds(30);

  private final String password = RedisConfiguration.newPassword();
  private final String sentinelPassword = RedisConfiguration.newPassword();
  private final List<RedisProcess> servers = new ArrayList<>();
  private final List<RedisProcess> sentinels = new ArrayList<>();

  private TestRedisSentinels(RedisBinary binary, List<Integer> ports) {
    int master = ports.getFirst();
    servers.add(server(binary, master, List.of()));
    servers.add(server(binary, ports.get(1), List.of("replicaof 127.0.0.1 " + master)));
    servers
        .getFirst()
        .await(READY, "replica", () -> info(servers.getFirst()).contains("state=online"));
    for (int port : ports.subList(2, ports.size())) {
      sentinels.add(sentinel(binary, port, master));
    }
    sentinels.forEach(one -> one.await(READY, "whole group", () -> knowsAll(one)));
  }

  /// Starts all of them and waits until each Sentinel knows the others and the replica.
  public static TestRedisSentinels start() {
    try {
      return new TestRedisSentinels(TestRedis.binary(), FreePorts.several(5));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The group's address, for `REDIS_URL`.
  public String url() {
    var hosts = sentinels.stream().map(RedisProcess::address).collect(Collectors.joining(","));
    return "redis-sentinel://:%s@%s#%s".formatted(password, hosts, MASTER);
  }

  /// For `REDIS_SENTINEL_PASSWORD`.
  public String sentinelPassword() {
    return sentinelPassword;
  }

  /// The port of the server that the Sentinels name as master.
  public int masterPort() {
    var place = (List<?>) sentinels.getFirst().call("SENTINEL", "get-master-addr-by-name", MASTER);
    return Integer.parseInt(String.valueOf(Objects.requireNonNull(place).get(1)));
  }

  /// Freezes the master, as `SIGSTOP` does.
  ///
  /// @return its port
  public int freezeMaster() {
    int port = masterPort();
    server(port).freeze();
    return port;
  }

  /// Returns once every Sentinel names another master than the one on this port, and that one has
  /// taken the role.
  public void awaitOtherMaster(int port) {
    for (var sentinel : sentinels) {
      sentinel.await(FAILOVER, "other master", () -> !namedBy(sentinel).equals("" + port));
    }
    var now = server(masterPort());
    now.await(FAILOVER, "role of a master", () -> info(now).contains("role:master"));
  }

  /// Wakes a frozen server.
  public void wake(int port) {
    server(port).wake();
  }

  /// Returns once the server on this port follows another.
  public void awaitReplica(int port) {
    var server = server(port);
    server.await(FAILOVER, "role of a replica", () -> info(server).contains("role:slave"));
  }

  @Override
  public void close() {
    sentinels.forEach(RedisProcess::close);
    servers.forEach(RedisProcess::close);
  }

  private RedisProcess server(int port) {
    return servers.stream().filter(one -> one.port() == port).findFirst().orElseThrow();
  }

  private RedisProcess server(RedisBinary binary, int port, List<String> more) {
    var lines = new ArrayList<>(more);
    lines.addAll(
        List.of(
            "masterauth " + password,
            "save \"\"",
            "repl-diskless-sync yes",
            "repl-diskless-sync-delay 0"));
    return RedisProcess.start(binary, port, password, lines);
  }

  private RedisProcess sentinel(RedisBinary binary, int port, int master) {
    var lines =
        List.of(
            "sentinel monitor %s 127.0.0.1 %d 2".formatted(MASTER, master),
            "sentinel down-after-milliseconds %s 1000".formatted(MASTER),
            "sentinel failover-timeout %s 6000".formatted(MASTER),
            "sentinel auth-pass %s %s".formatted(MASTER, password));
    return RedisProcess.start(binary, port, sentinelPassword, lines, "--sentinel");
  }

  private static boolean knowsAll(RedisProcess sentinel) {
    return size(sentinel.call("SENTINEL", "sentinels", MASTER)) == 2
        && size(sentinel.call("SENTINEL", "replicas", MASTER)) == 1;
  }

  private static String namedBy(RedisProcess sentinel) {
    var place = sentinel.call("SENTINEL", "get-master-addr-by-name", MASTER);
    return place instanceof List<?> list ? String.valueOf(list.get(1)) : "";
  }

  private static int size(@Nullable Object reply) {
    return reply instanceof List<?> list ? list.size() : 0;
  }

  private static String info(RedisProcess server) {
    return server.text("INFO", "replication");
  }
}
