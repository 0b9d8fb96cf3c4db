package io.parley.bench.subject;

import io.parley.bench.load.Company;
import io.parley.bench.load.Room;
import io.parley.bench.load.User;
import io.parley.prove.client.Rest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// Makes users and conversations of a Parley, by its REST interface: several calls at a time.
final class Founder implements AutoCloseable {

  private static final int USERS_A_CALL = 500;
  private static final int MEMBERS_AT_FIRST = 500;
  private static final int MEMBERS_A_CALL = 100;
  private static final int CALLS_AT_ONCE = 16;
  private static final int ATTEMPTS = 20;
  private static final long PAUSE_MILLIS = 250;
  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int TRY_AGAIN = 503;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore places = new Semaphore(CALLS_AT_ONCE);
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(threads).build();
  private final URI address;
  private final URI node;
  private final Rest server;
  private final String name;

  /// @param address of a gateway
  /// @param node that serves conversations
  /// @param serverKey makes users and tokens
  /// @param name of the company: how the names of its users begin
  Founder(URI address, URI node, String serverKey, String name) {
    this.address = address;
    this.node = node;
    this.server = new Rest(http, address, serverKey);
    this.name = name;
  }

  Company found(Company.Plan plan) throws IOException, InterruptedException {
    var ids = create(plan.users() + plan.absent());
    var users =
        all(
            IntStream.range(0, plan.users())
                .mapToObj(i -> (Callable<User>) () -> new User(i, ids.get(i), token(ids.get(i))))
                .toList());
    var rooms =
        all(
            plan.rooms().stream()
                .map(members -> (Callable<Room>) () -> room(users, members))
                .toList());
    for (var room : rooms) {
      var others = new ArrayList<>(othersOf(users, room.members()));
      if (room == rooms.getFirst()) {
        others.addAll(ids.subList(plan.users(), ids.size()));
      }
      admit(users.get(room.members().getFirst()), room, others);
    }
    return new Company(users, rooms);
  }

  private List<String> create(int users) throws IOException, InterruptedException {
    var ids = new ArrayList<String>();
    for (int first = 0; first < users; first += USERS_A_CALL) {
      ids.addAll(create(first, Math.min(users, first + USERS_A_CALL)));
    }
    return ids;
  }

  private List<String> create(int first, int end) throws IOException, InterruptedException {
    var wanted =
        IntStream.range(first, end)
            .mapToObj(i -> Map.of("username", name + "-" + i, "fullName", "Bench " + i))
            .toList();
    var made = server.expect(OK, server.post("/api/server/users", Map.of("users", wanted)));
    return made.get("users").valueStream().map(Founder::id).toList();
  }

  private String token(String user) throws IOException, InterruptedException {
    var made = made(server, "/api/server/tokens", Map.of("user", user));
    return made.get("accessToken").asString();
  }

  private Room room(List<User> users, List<Integer> members)
      throws IOException, InterruptedException {
    var owner = new Rest(http, address, users.get(members.getFirst()).token());
    var others = othersOf(users, members).stream().limit(MEMBERS_AT_FIRST).toList();
    var kind = members.size() == 2 ? "direct" : "group";
    var made = made(owner, "/api/conversations", Map.of("kind", kind, "members", others));
    return new Room(id(made), members);
  }

  private static List<String> othersOf(List<User> users, List<Integer> members) {
    return members.stream().skip(1).map(member -> users.get(member).id()).toList();
  }

  /// Those who did not fit into the first call join later: each by an event of its own, and all at
  /// one node, where they share writes; two nodes would only contend for the order of the log.
  private void admit(User by, Room room, List<String> others)
      throws IOException, InterruptedException {
    var owner = new Rest(http, node, by.token());
    var path = "/api/conversations/" + room.id() + "/members";
    var calls = new ArrayList<Callable<JsonNode>>();
    for (int first = MEMBERS_AT_FIRST; first < others.size(); first += MEMBERS_A_CALL) {
      var some = others.subList(first, Math.min(others.size(), first + MEMBERS_A_CALL));
      calls.add(() -> made(owner, path, Map.of("users", some)));
    }
    all(calls);
  }

  /// What a call made, or found there when it was made before: it is made again when the platform
  /// says so.
  private static JsonNode made(Rest rest, String path, Object body)
      throws IOException, InterruptedException {
    var answer = rest.post(path, body);
    for (int i = 1; i < ATTEMPTS && answer.status() == TRY_AGAIN; i++) {
      Thread.sleep(answer.body().path("retryAfterMillis").asLong(PAUSE_MILLIS));
      answer = rest.post(path, body);
    }
    return rest.expect(answer.status() == OK ? OK : CREATED, answer);
  }

  private static String id(JsonNode of) {
    return of.get("id").asString();
  }

  /// The results in the order of the calls.
  private <T> List<T> all(List<Callable<T>> calls) throws IOException, InterruptedException {
    try {
      var results = new ArrayList<T>();
      for (var call : calls.stream().map(call -> threads.submit(() -> inPlace(call))).toList()) {
        results.add(call.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new IOException("the company could not be founded: " + e.getCause(), e.getCause());
    }
  }

  private <T> T inPlace(Callable<T> call) throws Exception {
    places.acquire();
    try {
      return call.call();
    } finally {
      places.release();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    http.close();
  }
}
