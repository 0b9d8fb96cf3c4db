package io.parley.bench.subject;

import io.parley.bench.dialect.BareDialect;
import io.parley.bench.dialect.SocketIoDialect;
import io.parley.bench.load.Company;
import io.parley.bench.load.Dialect;
import io.parley.bench.load.Room;
import io.parley.bench.load.User;
import io.parley.bench.meter.Snapshot;
import io.parley.bench.peer.BareServer;
import io.parley.embedded.EmbeddedRedis;
import io.parley.embedded.RedisBinary;
import io.parley.prove.cluster.StoreProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// Two nodes of another server, with a Redis and, where it stores, the same embedded store as
/// Parley's.
public final class Peer implements Target {

  /// As `./parley cluster` starts its own.
  private static final List<String> JVM =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:+UseCompactObjectHeaders",
          "-XX:CompileThresholdScaling=0.2",
          "-XX:SweeperThreshold=100",
          "--enable-native-access=ALL-UNNAMED",
          "-Xmx512m",
          "-Xmn40m");

  private static final String NODE = "node";
  private static final int NODES = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long PAUSE_MILLIS = 50;

  private final String name;
  private final Dialect dialect;
  private final Path data;
  private final boolean javaNodes;
  private final Placement placement;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Map<String, Long> processes = new TreeMap<>();
  private final List<URI> entrances = new ArrayList<>();

  private Peer(String name, Dialect dialect, Path data, boolean javaNodes, Placement placement) {
    this.placement = placement;
    this.name = name;
    this.dialect = dialect;
    this.data = data;
    this.javaNodes = javaNodes;
  }

  /// Reactor Netty with nothing above it.
  ///
  /// @param options of the JVMs
  public static Peer bare(Path data, Placement placement, List<String> options)
      throws IOException, InterruptedException {
    var java = new ArrayList<String>();
    java.add(ProcessHandle.current().info().command().orElse("java"));
    java.addAll(JVM);
    java.addAll(options);
    java.addAll(List.of("-cp", System.getProperty("java.class.path"), BareServer.class.getName()));
    return new Peer("bare Reactor Netty", new BareDialect(), data, true, placement)
        .start(java, false);
  }

  /// Socket.IO with its Redis adapter.
  ///
  /// @param script of `bench/peers/socket-io`
  /// @param storing whether it inserts each message before it passes it on
  public static Peer socketIo(Path script, Path data, boolean storing, Placement placement)
      throws IOException, InterruptedException {
    return new Peer(
            storing ? "Socket.IO, stored" : "Socket.IO",
            new SocketIoDialect(),
            data,
            false,
            placement)
        .start(List.of("node", script.toString()), storing);
  }

  private Peer start(List<String> command, boolean storing)
      throws IOException, InterruptedException {
    try {
      Files.createDirectories(data);
      placement.lift();
      var onPath = RedisBinary.onPath();
      var redis =
          EmbeddedRedis.start(
              onPath.isPresent() ? onPath.get() : RedisBinary.bundled(data.resolve("bin")),
              data.resolve("redis"));
      open.push(redis);
      processes.put("redis-1", redis.pid());
      var store = storing ? store() : "";
      var url = "redis://:%s@127.0.0.1:%d".formatted(redis.password(), redis.port());
      for (int i = 1; i <= NODES; i++) {
        node(command, NODE + "-" + i, url, store);
      }
      return this;
    } catch (IOException | InterruptedException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private String store() throws IOException {
    var store = StoreProcess.inMemory(data);
    open.push(store);
    processes.put("mongo-1", store.pid());
    return "mongodb://127.0.0.1:%d/bench".formatted(store.address().getPort());
  }

  private void node(List<String> command, String node, String redis, String store)
      throws IOException, InterruptedException {
    var address = data.resolve(node + ".url");
    var words = new ArrayList<>(command);
    words.addAll(List.of(node, redis, address.toString()));
    if (!store.isEmpty()) {
      words.add(store);
    }
    var log = data.resolve(node + ".log");
    var process =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    open.push(() -> end(process));
    processes.put(node, process.pid());
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.exists(address) || Files.size(address) == 0) {
      if (process.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
        throw new IOException(name + " did not start: " + Files.readString(log).strip());
      }
    }
    entrances.add(URI.create(Files.readString(address).strip()));
  }

  private static void end(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(5, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Dialect dialect() {
    return dialect;
  }

  @Override
  public List<URI> entrances() {
    return List.copyOf(entrances);
  }

  @Override
  public Optional<URI> rest() {
    return Optional.empty();
  }

  @Override
  public List<URI> meters() {
    return List.of();
  }

  @Override
  public Map<String, Long> processes() {
    return Map.copyOf(processes);
  }

  @Override
  public String nodes() {
    return NODE;
  }

  @Override
  public Map<String, Long> jvms() {
    var jvms = new TreeMap<>(processes);
    jvms.keySet().removeIf(process -> !javaNodes || !Snapshot.kind(process).equals(NODE));
    return jvms;
  }

  /// Nobody has to be asked: a peer knows no users, and a room is there when someone is in it.
  @Override
  public Company assemble(Company.Plan plan) {
    var users =
        IntStream.range(0, plan.users()).mapToObj(i -> new User(i, "user" + i, "")).toList();
    var rooms = new ArrayList<Room>();
    for (var members : plan.rooms()) {
      rooms.add(new Room("room" + rooms.size(), members));
    }
    return new Company(users, rooms);
  }

  @Override
  public void settle() throws IOException, InterruptedException {
    placement.settle(processes.values());
  }

  /// Whoever is told to end before ends what was started all the same.
  @Override
  public void close() throws IOException, InterruptedException {
    Thread.interrupted();
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (IOException | InterruptedException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }
}
