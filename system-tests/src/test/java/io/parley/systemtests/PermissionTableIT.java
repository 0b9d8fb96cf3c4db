package io.parley.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.systemtests.PermissionTable.Line;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// Every line of `docs/permissions.yaml` with every actor, against the running platform: who may
/// gets through, everybody else is refused exactly as the table says, and what was refused has left
/// no trace.
@ExtendWith(SharedPlatform.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PermissionTableIT {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final PermissionTable table = new PermissionTable();
  private final Supplier<Cast.Conversation> elsewhere = fresh(new Line("", "", Set.of(), Map.of()));
  private Platform platform;
  private Cast cast;

  @BeforeAll
  void callThePeople(Platform shared) {
    platform = shared;
    cast = new Cast(shared);
  }

  @AfterAll
  void sendThemHome() {
    cast.close();
  }

  @Test
  void tableHasEveryRouteAndEveryClientFrameAndNoOther() {
    var nobody = new Api(platform.gateway(), null);
    var routes = new ApiDocument(nobody.get("/api/openapi.json").body()).operations();
    assertThat(table.routes()).as("routes of openapi.json").isEqualTo(new TreeSet<>(routes));
    var frames = new ApiDocument(nobody.get("/api/asyncapi.json").body()).clientFrames();
    assertThat(table.frames()).as("client frames of asyncapi.json").isEqualTo(frames);
  }

  @TestFactory
  Stream<DynamicContainer> routes() {
    return table.routeLines().stream()
        .map(line -> container(line, stage(line), (actor, in) -> call(line, actor, in)));
  }

  @TestFactory
  Stream<DynamicTest> upgrade() {
    var line = table.upgradeLine();
    return table.actors().stream()
        .map(
            actor ->
                DynamicTest.dynamicTest(
                    line + " by " + actor,
                    () ->
                        assertThat(upgradeStatus(cast.token(actor)))
                            .isEqualTo(line.may().contains(actor) ? 101 : 401)));
  }

  @TestFactory
  Stream<DynamicTest> hidden() {
    return table.hidden().stream()
        .flatMap(
            route ->
                table.actors().stream()
                    .map(
                        actor ->
                            DynamicTest.dynamicTest(
                                route + " by " + actor,
                                () -> assertThat(hidden(route, actor)).isEqualTo(404))));
  }

  @TestFactory
  Stream<DynamicContainer> frames() {
    return table.frameLines().stream()
        .map(
            line ->
                container(
                    line,
                    stage(line),
                    (actor, in) -> FrameCall.of(line, actor, cast, in).outcome()));
  }

  /// What could be seen before anyone was refused.
  private record Before(String seen, long head) {}

  private interface Attempt {

    /// `ok`, or the word of the table for how it was refused.
    String outcome(String actor, Cast.Conversation in);
  }

  /// The refused ones, then the look at what they left, then those who may.
  private DynamicContainer container(
      Line line, Supplier<Cast.Conversation> stage, Attempt attempt) {
    var before = new ArrayList<Before>();
    var tests = new ArrayList<DynamicTest>();
    tests.add(
        DynamicTest.dynamicTest(
            "the table knows everyone", () -> assertThat(everyone(line)).isTrue()));
    tests.add(
        DynamicTest.dynamicTest(
            "the stage is set",
            () -> before.add(new Before(cast.seen(stage.get()), cast.head(stage.get())))));
    line.refusals()
        .forEach(
            (actor, how) ->
                tests.add(
                    DynamicTest.dynamicTest(
                        actor + " gets " + how,
                        () -> assertThat(attempt.outcome(actor, stage.get())).isEqualTo(how))));
    tests.add(
        DynamicTest.dynamicTest(
            "no trace is left", () -> assertNoTrace(before.getFirst(), stage.get())));
    line.may()
        .forEach(
            actor ->
                tests.add(
                    DynamicTest.dynamicTest(
                        actor + " may",
                        () -> assertThat(attempt.outcome(actor, stage.get())).isEqualTo("ok"))));
    return DynamicContainer.dynamicContainer(line.toString(), tests);
  }

  /// On a socket only users act.
  private boolean everyone(Line line) {
    var known = new TreeSet<>(line.may());
    known.addAll(line.refusals().keySet());
    return known.containsAll(line.what().contains(" ") ? table.actors() : users());
  }

  private List<String> users() {
    return table.actors().stream().filter(cast::isUser).toList();
  }

  /// What the owner sees is what it was, and the bystander's socket was told nothing.
  private void assertNoTrace(Before before, Cast.Conversation in) {
    assertThat(cast.seen(in)).isEqualTo(before.seen());
    var text = "marker " + UUID.randomUUID();
    cast.write(in.path(), "owner", text);
    var bystander = cast.socket("bystander");
    Cast.awaitAfter(bystander, 0, "the marker", frame -> hasText(frame, text));
    assertThat(bystander.frames())
        .noneMatch(
            frame ->
                frame.path("conversation").asString("").equals(in.id())
                    && !frame.path("type").asString("").equals("marks")
                    && !(frame.path("sequence").asLong(Long.MAX_VALUE) <= before.head())
                    && !hasText(frame, text));
  }

  private static boolean hasText(JsonNode frame, String text) {
    return frame.path("text").asString("").equals(text);
  }

  /// A conversation for the line, made when it is first asked for; lines that are about none share
  /// one.
  private Supplier<Cast.Conversation> stage(Line line) {
    var route = line.what().contains(" ");
    return route && !line.what().contains(" /api/conversations/{id}") ? elsewhere : fresh(line);
  }

  private Supplier<Cast.Conversation> fresh(Line line) {
    var made = new ArrayList<Cast.Conversation>();
    return () -> {
      if (made.isEmpty()) {
        made.add(make(line));
      }
      return made.getFirst();
    };
  }

  private Cast.Conversation make(Line line) {
    cast.socket("bystander");
    switch (line.variant()) {
      case "a member", "a member to moderator", "a member to admin" -> {
        return cast.conversation(
            "victim-owner", "victim-admin", "victim-moderator", "victim-member");
      }
      case "another of the same role" -> {
        var made = cast.conversation("twin-owner", "twin-admin", "twin-moderator", "twin-member");
        for (var role : Cast.ROLES) {
          cast.promote(made.path(), "twin-" + role, role);
        }
        return made;
      }
      default -> {
        return cast.conversation();
      }
    }
  }

  private String call(Line line, String actor, Cast.Conversation in) {
    var answer = cast.call(Call.of(line, actor, cast, in));
    if (answer.status() >= 300) {
      var type = answer.body().path("type").asString("");
      return type.equals(problemOf(answer.status())) ? "" + answer.status() : answer.toString();
    }
    var states = answer.body().path("items").valueStream();
    return line.what().equals("GET /api/presence")
            && line.variant().equals("of a member")
            && states.allMatch(one -> one.path("state").asString("").equals("unknown"))
        ? "unknown"
        : "ok";
  }

  private static String problemOf(int status) {
    return switch (status) {
      case 400 -> "/problems/invalid";
      case 401 -> "/problems/unauthenticated";
      case 403 -> "/problems/forbidden";
      case 404 -> "/problems/not-found";
      case 409 -> "/problems/conflict";
      default -> "none that a permission is refused with";
    };
  }

  private int hidden(String route, String actor) {
    var words = route.split(" ");
    var body = words[0].equals("POST") ? Map.of() : null;
    return cast.call(cast.token(actor), words[0], words[1], body).status();
  }

  private int upgradeStatus(@org.jspecify.annotations.Nullable String token) {
    var address = URI.create(platform.gateway().toString().replaceFirst("^http", "ws") + "/ws");
    try {
      var upgrade = HTTP.newWebSocketBuilder();
      if (token != null) {
        upgrade.header("Authorization", "Bearer " + token);
      }
      var socket = upgrade.buildAsync(address, new WebSocket.Listener() {}).join();
      socket.abort();
      return 101;
    } catch (CompletionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException refused) {
        return refused.getResponse().statusCode();
      }
      throw e;
    }
  }
}
