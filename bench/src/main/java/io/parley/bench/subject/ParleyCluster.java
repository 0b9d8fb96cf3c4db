package io.parley.bench.subject;

import io.parley.bench.dialect.ParleyDialect;
import io.parley.bench.load.Company;
import io.parley.bench.load.Dialect;
import io.parley.bench.load.Room;
import io.parley.bench.load.User;
import io.parley.embedded.FreePorts;
import io.parley.prove.client.Rest;
import io.parley.prove.cluster.Limits;
import io.parley.prove.cluster.Parley;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// `./parley cluster` with two chat nodes and its limits off, reached straight, by its gateway, or
/// by an nginx in its place.
public final class ParleyCluster implements Target {

  private static final int NODES = 2;
  private static final int USERS_AT_ONCE = 500;
  private static final int CALLS_AT_ONCE = 16;
  private static final int OK = 200;
  private static final int CREATED = 201;

  private final Path data;
  private final Parley parley;
  private final Way way;
  private @Nullable Nginx nginx;
  private int companies;

  private ParleyCluster(Path data, Parley parley, Way way) {
    this.data = data;
    this.parley = parley;
    this.way = way;
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
  /// @param options of the JVMs
  public static ParleyCluster start(
      Path home, Path data, Placement placement, Way way, List<String> options)
      throws IOException, InterruptedException {
    var environment = Limits.off("UNACKED_SENDS", "ARRIVALS");
    environment.put("PARLEY_JAVA_OPTIONS", String.join(" ", options));
    var parley = new Parley(home, data, environment);
    parley.run("cluster", "--chat", "" + NODES, "--port", "" + FreePorts.one());
    var cluster = new ParleyCluster(data, parley, way);
    try {
      if (way == Way.NGINX) {
        cluster.nginx = Nginx.before(cluster.nodes(), data.resolve("nginx"));
      }
      placement.of(cluster.processes().values());
      return cluster;
    } catch (IOException | InterruptedException e) {
      cluster.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return way.words;
  }

  @Override
  public Dialect dialect() {
    return new ParleyDialect();
  }

  @Override
  public List<URI> entrances() {
    var proxy = nginx;
    if (proxy != null) {
      return List.of(proxy.address());
    }
    return way == Way.GATEWAY ? List.of(address("gateway-1")) : nodes();
  }

  private List<URI> nodes() {
    return IntStream.rangeClosed(1, NODES).mapToObj(i -> address("chat-" + i)).toList();
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
    if (nginx != null) {
      processes.put("nginx-1", nginx.pid());
    }
    return processes;
  }

  @Override
  public Map<String, Long> jvms() {
    var jvms = new TreeMap<>(processes());
    jvms.keySet().removeIf(name -> !name.startsWith("chat-") && !name.startsWith("gateway-"));
    return jvms;
  }

  @Override
  public Company assemble(Company.Plan plan) throws IOException, InterruptedException {
    int company = companies++;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var http =
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .executor(threads)
                .build()) {
      var key = Files.readString(data.resolve("server-key")).strip();
      var users = users(new Rest(http, address("gateway-1"), key), plan.users(), company);
      var rooms = new ArrayList<Room>();
      var places = new Semaphore(CALLS_AT_ONCE);
      var calls =
          plan.rooms().stream()
              .map(
                  members ->
                      threads.submit(
                          () -> {
                            places.acquire();
                            try {
                              return room(http, users, members);
                            } finally {
                              places.release();
                            }
                          }))
              .toList();
      for (var call : calls) {
        rooms.add(call.get());
      }
      return new Company(users, rooms);
    } catch (ExecutionException e) {
      throw new IOException("the rooms could not be made", e.getCause());
    }
  }

  private static List<User> users(Rest server, int number, int company)
      throws IOException, InterruptedException {
    var users = new ArrayList<User>();
    for (int first = 0; first < number; first += USERS_AT_ONCE) {
      var wanted = new ArrayList<Map<String, String>>();
      for (int i = first; i < Math.min(number, first + USERS_AT_ONCE); i++) {
        var name = "bench%d-%d".formatted(company, i);
        wanted.add(Map.of("username", name, "fullName", "Bench " + i));
      }
      var made =
          server.expect(OK, server.post("/api/server/users", Map.of("users", wanted))).get("users");
      for (var user : made) {
        var id = user.get("id").asString();
        var token = server.post("/api/server/tokens", Map.of("user", id));
        users.add(
            new User(
                users.size(), id, server.expect(CREATED, token).get("accessToken").asString()));
      }
    }
    return users;
  }

  private Room room(HttpClient http, List<User> users, List<Integer> members)
      throws IOException, InterruptedException {
    var owner = users.get(members.getFirst());
    var rest = new Rest(http, address("gateway-1"), owner.token());
    var ids = members.stream().skip(1).map(member -> users.get(member).id()).toList();
    var made =
        rest.post(
            "/api/conversations",
            Map.of("kind", members.size() == 2 ? "direct" : "group", "members", ids));
    return new Room(rest.expect(CREATED, made).get("id").asString(), members);
  }

  private URI address(String name) {
    try {
      return URI.create(Files.readString(data.resolve("run").resolve(name + ".url")).strip());
    } catch (IOException e) {
      throw new IllegalStateException(name + " has no address", e);
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    if (nginx != null) {
      nginx.close();
    }
    parley.run("stop");
  }
}
