package io.parley.prove.cluster;

import io.parley.embedded.FreePorts;
import io.parley.prove.fault.FaultProxy;
import io.parley.prove.fault.Filter;
import io.parley.prove.fault.Framing;
import io.parley.prove.fault.StoreWatch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/// A running cluster with a fault proxy on each hop: before each gateway, before Redis and before
/// the store.
public final class Cluster implements Ending.Started {

  private static final String EVERYBODY = "";

  private final Path data;
  private final Stores stores;
  private final Parley parley;
  private final Map<String, FaultProxy> entrances;
  private final int chatNodes;
  private final Map<String, Process> children = new ConcurrentHashMap<>();
  private final Readiness readiness = new Readiness();

  private Cluster(
      Path data, Stores stores, Parley parley, Map<String, FaultProxy> entrances, int chatNodes) {
    this.data = data;
    this.stores = stores;
    this.parley = parley;
    this.entrances = entrances;
    this.chatNodes = chatNodes;
  }

  /// What to start.
  ///
  /// @param home the directory of `parley`
  /// @param data a directory of its own
  public record Shape(Path home, Path data, int chatNodes, int gateways) {}

  /// Starts the stores, the proxies and then all services; chat nodes and gateways a second time,
  /// as children of this process, so that their exit codes are known from the first one on, and
  /// chat nodes each with a way to the stores of its own.
  ///
  /// @param watch is told of each write to the store
  public static Cluster start(Shape shape, StoreWatch watch, Random random)
      throws IOException, InterruptedException {
    var stores = Stores.start(shape.data(), chatNodes(shape.chatNodes()), watch, random);
    try {
      return start(shape, stores, random);
    } catch (IOException | InterruptedException | RuntimeException e) {
      stores.close();
      throw e;
    }
  }

  private static Cluster start(Shape shape, Stores stores, Random random)
      throws IOException, InterruptedException {
    int port = FreePorts.one();
    var environment = Limits.off();
    environment.put("MONGODB_URI", stores.mongoUri(EVERYBODY));
    environment.put("REDIS_URL", stores.redisUrl(EVERYBODY));
    environment.put("PARLEY_SERVICE_HEAP", "256m");
    var data = shape.data().resolve("cluster");
    var parley = new Parley(shape.home(), data, environment);
    parley.run(
        "cluster",
        "--chat",
        "" + shape.chatNodes(),
        "--gateway",
        "" + shape.gateways(),
        "--port",
        "" + port);
    var entrances = new LinkedHashMap<String, FaultProxy>();
    for (int i = 1; i <= shape.gateways(); i++) {
      var name = "gateway-" + i;
      entrances.put(
          name, new FaultProxy(Framing.BYTES, address(data, name), () -> Filter.NONE, random));
    }
    var cluster = new Cluster(data, stores, parley, entrances, shape.chatNodes());
    cluster.adopt();
    return cluster;
  }

  private void adopt() throws IOException, InterruptedException {
    for (var name : chatNodes()) {
      inFile(name + ".cmd", stores.mongoUri(EVERYBODY), stores.mongoUri(name));
      inFile(name + ".env", stores.redisUrl(EVERYBODY), stores.redisUrl(name));
    }
    var names = new ArrayList<>(chatNodes());
    names.addAll(entrances.keySet());
    var first = names.stream().map(this::process).toList();
    first.forEach(ProcessHandle::destroy);
    first.forEach(process -> process.onExit().join());
    for (var name : names) {
      launch(name);
    }
    for (var name : names) {
      awaitReady(name);
    }
  }

  private void inFile(String name, String old, String now) throws IOException {
    var file = data.resolve("run").resolve(name);
    var text = Files.readString(file);
    if (!text.contains(old)) {
      throw new IOException(file + " does not name " + old);
    }
    Files.writeString(file, text.replace(old, now));
  }

  public Stores stores() {
    return stores;
  }

  /// The names of the chat nodes.
  public List<String> chatNodes() {
    return chatNodes(chatNodes);
  }

  private static List<String> chatNodes(int number) {
    return IntStream.rangeClosed(1, number).mapToObj(i -> "chat-" + i).toList();
  }

  /// The proxy before each gateway, by the gateway's name.
  public Map<String, FaultProxy> entrances() {
    return entrances;
  }

  /// Where clients reach a gateway: its proxy.
  public URI entrance(String gateway) {
    var proxy = entrances.get(gateway);
    if (proxy == null) {
      throw new IllegalArgumentException(gateway + " (expected one of " + entrances.keySet() + ")");
    }
    return URI.create("http://127.0.0.1:" + proxy.port());
  }

  /// The way to a gateway that meets no faults, for what the run itself asks.
  public URI directly(String gateway) {
    return URI.create(text(data, gateway + ".url"));
  }

  public String serverKey() throws IOException {
    return Files.readString(data.resolve("server-key")).strip();
  }

  /// The process of a service that runs.
  public long pid(String name) {
    return process(name).pid();
  }

  /// The way to Redis, with its password.
  public URI redis() {
    return URI.create(stores.redisUrl(EVERYBODY));
  }

  /// Where the processes write their logs.
  public Path logs() {
    return data.resolve("log");
  }

  /// kill -9. Returns when the process is gone.
  public void kill(String name) {
    var process = process(name);
    process.destroyForcibly();
    process.onExit().join();
  }

  /// How a process ended.
  public record Exit(int code, Duration took) {}

  /// SIGTERM to a chat node or a gateway. Returns when the process is gone.
  public Exit terminate(String name) throws InterruptedException {
    var child = child(name);
    long begun = System.nanoTime();
    child.destroy();
    int code = child.waitFor();
    return new Exit(code, Duration.ofNanos(System.nanoTime() - begun));
  }

  /// SIGSTOP: the process stands still, its connections stay open.
  public void pause(String name) throws IOException, InterruptedException {
    signal("-STOP", name);
  }

  /// SIGCONT.
  public void resume(String name) throws IOException, InterruptedException {
    signal("-CONT", name);
  }

  /// Starts a process again, as its `.cmd` says, so that its exit code can be told later. Returns
  /// when it is ready.
  public void start(String name) throws IOException, InterruptedException {
    launch(name);
    awaitReady(name);
  }

  private void launch(String name) throws IOException {
    var file = data.resolve("run").resolve(name);
    Files.deleteIfExists(Path.of(file + ".pid"));
    var child =
        new ProcessBuilder("sh", "-c", "exec setsid " + text(data, name + ".cmd"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    children.put(name, child);
  }

  private void awaitReady(String name) throws IOException, InterruptedException {
    readiness.await(name, URI.create(text(data, name + ".url")), child(name));
  }

  private Process child(String name) {
    var child = children.get(name);
    if (child == null) {
      throw new IllegalStateException(name + " is not a child of this process");
    }
    return child;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    entrances.values().forEach(FaultProxy::close);
    try {
      parley.run("stop");
    } finally {
      stores.close();
    }
  }

  private void signal(String signal, String name) throws IOException, InterruptedException {
    int code =
        new ProcessBuilder("kill", signal, Long.toString(process(name).pid())).start().waitFor();
    if (code != 0) {
      throw new IOException("kill %s %s ended with %d".formatted(signal, name, code));
    }
  }

  private ProcessHandle process(String name) {
    long pid = Long.parseLong(text(data, name + ".pid"));
    return ProcessHandle.of(pid)
        .orElseThrow(() -> new IllegalStateException(name + " is not running"));
  }

  private static InetSocketAddress address(Path data, String name) {
    var url = URI.create(text(data, name + ".url"));
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), url.getPort());
  }

  private static String text(Path data, String file) {
    try {
      return Files.readString(data.resolve("run").resolve(file)).strip();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
