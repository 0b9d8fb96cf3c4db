package io.parley.bench.subject;

import io.parley.bench.dialect.ParleyDialect;
import io.parley.bench.load.Company;
import io.parley.bench.load.Dialect;
import io.parley.bench.meter.Snapshot;
import io.parley.embedded.FreePorts;
import io.parley.prove.cluster.Limits;
import io.parley.prove.cluster.Parley;
import io.parley.prove.cluster.StoreProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// `./parley cluster` with no limit that is met, reached straight, by its gateway, or by an nginx
/// in its place: one way at a time.
public final class ParleyCluster implements Target {

  /// As many chat nodes as a peer has.
  public static final int USUAL_NODES = 2;

  private static final String CHAT = "chat";
  private static final String GATEWAY = "gateway";
  private static final String START = "cluster";
  private static final Pattern MANAGEMENT_PORT = Pattern.compile("PARLEY_MANAGEMENT_PORT=(\\d+)");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path data;
  private final Parley parley;
  private final Placement placement;
  private final int nodes;
  private final StoreProcess store;
  private Way way = Way.STRAIGHT;
  private @Nullable Nginx nginx;
  private int companies;

  private ParleyCluster(
      Path data, Parley parley, Placement placement, int nodes, StoreProcess store) {
    this.data = data;
    this.parley = parley;
    this.placement = placement;
    this.nodes = nodes;
    this.store = store;
  }

  /// How sockets get to the chat nodes.
  public enum Way {
    STRAIGHT("parley"),
    GATEWAY("parley, gateway"),
    NGINX("parley, nginx");

    private final String words;

    Way(String words) {
      this.words = words;
    }
  }

  /// @param home the directory of `parley`
  /// @param data a directory of its own
  /// @param nodes chat nodes
  /// @param options of the JVMs
  public static ParleyCluster start(
      Path home, Path data, Placement placement, int nodes, List<String> options)
      throws IOException, InterruptedException {
    var environment = Limits.off("UNACKED_SENDS", "ARRIVALS", "SEARCHES_PER_USER");
    // Each send is counted, as it is by default, and nobody gets there
    environment.put("PARLEY_LIMIT_SENDS_PER_SECOND", "1000");
    environment.put("PARLEY_LIMIT_SENDS_BURST", "50");
    environment.put("PARLEY_SERVICE_HEAP", "512m"); // As the bound has it, whatever is set here
    environment.put("PARLEY_JAVA_OPTIONS", String.join(" ", options));
    environment.put("MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE", "health,metrics");
    placement.lift();
    Files.createDirectories(data);
    var store = StoreProcess.inMemory(data);
    environment.put(
        "MONGODB_URI", "mongodb://127.0.0.1:%d/bench".formatted(store.address().getPort()));
    var parley = new Parley(home, data, environment);
    var cluster = new ParleyCluster(data, parley, placement, nodes, store);
    try {
      parley.run(START, "--chat", "" + nodes, "--port", "" + FreePorts.one());
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException e) {
      cluster.abandon(e);
      throw e;
    }
  }

  /// Has sockets come another way from now on, to servers that have all processors until they are
  /// settled again.
  public void enterBy(Way other) throws IOException, InterruptedException {
    placement.lift(processes().values());
    way = other;
    if (way == Way.NGINX && nginx == null) {
      nginx = Nginx.before(chatNodes(), data.resolve("nginx"));
    }
  }

  @Override
  public String name() {
    return nodes == USUAL_NODES ? way.words : "%s, %d nodes".formatted(way.words, nodes);
  }

  @Override
  public Dialect dialect() {
    return new ParleyDialect();
  }

  @Override
  public List<URI> entrances() {
    return switch (way) {
      case STRAIGHT -> chatNodes();
      case GATEWAY -> List.of(address(GATEWAY + "-1"));
      case NGINX -> List.of(proxy().address());
    };
  }

  private Nginx proxy() {
    return Objects.requireNonNull(nginx, "started when sockets came its way first");
  }

  /// That of its gateway, however sockets get to the nodes: no chat node answers for presence or
  /// the directory.
  @Override
  public Optional<URI> rest() {
    return Optional.of(address(GATEWAY + "-1"));
  }

  private List<URI> chatNodes() {
    return IntStream.rangeClosed(1, nodes).mapToObj(i -> address(CHAT + "-" + i)).toList();
  }

  @Override
  public Map<String, Long> processes() {
    var processes = new TreeMap<String, Long>();
    try (var files = Files.newDirectoryStream(data.resolve("run"), "*.pid")) {
      for (var file : files) {
        var name = file.getFileName().toString();
        processes.put(
            name.substring(0, name.length() - ".pid".length()),
            Long.valueOf(Files.readString(file).strip()));
      }
    } catch (IOException e) {
      throw new IllegalStateException("the cluster's processes are not known", e);
    }
    processes.put("mongo-1", store.pid());
    if (way == Way.NGINX) {
      processes.put("nginx-1", proxy().pid());
    }
    return processes;
  }

  @Override
  public String nodes() {
    return CHAT;
  }

  @Override
  public Map<String, Long> jvms() {
    var jvms = new TreeMap<>(processes());
    jvms.keySet().removeIf(name -> !Set.of(CHAT, GATEWAY).contains(Snapshot.kind(name)));
    return jvms;
  }

  @Override
  public List<URI> meters() {
    var services = new ArrayList<>(List.of(management("auth-1")));
    IntStream.rangeClosed(1, nodes).forEach(i -> services.add(management(CHAT + "-" + i)));
    return services;
  }

  @Override
  public Company assemble(Company.Plan plan) throws IOException, InterruptedException {
    var key = Files.readString(data.resolve("server-key")).strip();
    var name = "bench" + companies++;
    try (var founder = new Founder(address(GATEWAY + "-1"), chatNodes().getFirst(), key, name)) {
      return founder.found(plan);
    }
  }

  @Override
  public void settle() throws IOException, InterruptedException {
    placement.settle(processes().values());
  }

  private URI address(String name) {
    try {
      return URI.create(Files.readString(data.resolve("run").resolve(name + ".url")).strip());
    } catch (IOException e) {
      throw new IllegalStateException(name + " has no address", e);
    }
  }

  private URI management(String name) {
    try {
      var port =
          MANAGEMENT_PORT.matcher(Files.readString(data.resolve("run").resolve(name + ".cmd")));
      if (port.find()) {
        return URI.create("http://127.0.0.1:" + port.group(1));
      }
      throw new IllegalStateException(name + " has no management port");
    } catch (IOException e) {
      throw new IllegalStateException(name + " has no command", e);
    }
  }

  /// The command that starts a cluster goes on when nobody waits for it any more; told to end, it
  /// ends what it has started.
  private void abandon(Exception cause) throws InterruptedException {
    try (var children = ProcessHandle.current().children()) {
      for (var child : children.filter(ParleyCluster::isStart).toList()) {
        child.destroy();
        child.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
      }
      close();
    } catch (IOException | RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  private static boolean isStart(ProcessHandle process) {
    return process.info().arguments().map(words -> List.of(words).contains(START)).orElse(false);
  }

  /// Whoever is told to end before or meanwhile ends what was started all the same.
  @Override
  public void close() throws IOException, InterruptedException {
    Thread.interrupted();
    try {
      if (nginx != null) {
        nginx.close();
      }
      stop();
    } finally {
      store.close();
    }
  }

  private void stop() throws IOException, InterruptedException {
    try {
      parley.run("stop");
    } catch (InterruptedException e) {
      parley.run("stop");
    }
  }
}
