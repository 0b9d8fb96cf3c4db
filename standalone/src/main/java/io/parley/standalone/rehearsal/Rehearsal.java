package io.parley.standalone.rehearsal;

import io.parley.standalone.client.Api;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/// Forty people in pairs and groups, who talk as fast as they are answered and as their limits
/// allow.
public final class Rehearsal {

  private static final int PEOPLE = 40;
  private static final int GROUP = 10;
  private static final Duration TALKING = Duration.ofSeconds(8);
  private static final int ENDS_WITHIN_SECONDS = 20;

  private final URI gateway;
  private final Api server;
  private final HttpClient http = HttpClient.newHttpClient();

  private Rehearsal(URI gateway, String serverKey) {
    this.gateway = gateway;
    this.server = Api.connect(gateway).as(serverKey);
  }

  private record Person(String id, Api api, Talker talker) {}

  /// Returns after some ten seconds.
  ///
  /// @throws IOException when the platform does not answer as it should
  public static void play(URI gateway, String serverKey) throws IOException {
    new Rehearsal(gateway, serverKey).play();
  }

  private void play() throws IOException {
    var people = people();
    converse(people, 2, "direct");
    converse(people, GROUP, "group");
    people.forEach(person -> person.talker().begin(TALKING));
    for (var person : people) {
      await(person);
      look(person);
    }
  }

  private List<Person> people() throws IOException {
    var wanted =
        IntStream.range(0, PEOPLE)
            .mapToObj(n -> Map.of("username", "rehearsal-" + n, "fullName", "Rehearsal " + n))
            .toList();
    var people = new ArrayList<Person>();
    for (var user : server.post("/api/server/users", Map.of("users", wanted)).path("users")) {
      var id = user.path("id").asString();
      var bought = Map.of("user", id, "expiresInSeconds", 600);
      var token = server.post("/api/server/tokens", bought).path("accessToken").asString();
      people.add(new Person(id, server.as(token), Talker.enter(http, gateway, token)));
    }
    return people;
  }

  private static void converse(List<Person> people, int members, String kind) throws IOException {
    for (int first = 0; first < people.size(); first += members) {
      var company = people.subList(first, first + members);
      var ids = company.stream().map(Person::id).toList();
      var body = Map.of("kind", kind, "members", ids);
      var made = company.getFirst().api().post("/api/conversations", body);
      company.forEach(person -> person.talker().joins(made.path("id").asString()));
    }
  }

  private static void await(Person person) throws IOException {
    try {
      person.talker().ended().get(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("a rehearsal's talk did not end", e);
    }
  }

  /// What a client reads when it is opened.
  private static void look(Person person) throws IOException {
    for (var conversation : person.api().get("/api/conversations").path("items")) {
      var path = "/api/conversations/" + conversation.path("id").asString();
      person.api().get(path);
      person.api().get(path + "/messages?limit=50");
      person.api().get(path + "/marks");
    }
    person.api().get("/api/auth/check");
    person.api().get("/api/users?query=rehearsal");
    person.api().get("/api/presence?users=" + person.id());
  }
}
