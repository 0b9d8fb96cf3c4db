package io.parley.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DirectoryIT {

  private final RunningAuth auth = RunningAuth.start();
  private String token = "";
  private String me = "";

  @BeforeAll
  void fill() {
    Eventually.isTrue(() -> auth.call("GET", "/internal/ready", null).status() == 200);
    var users = new ArrayList<Map<String, Object>>();
    IntStream.range(0, 120)
        .forEach(
            i ->
                users.add(
                    Map.of(
                        "username", "walker%03d".formatted(i), "fullName", "Walker Number" + i)));
    users.add(Map.of("username", "zoe.q", "fullName", "Zoë Quist", "email", "zoe@example.org"));
    assertThat(auth.server("/users", Map.of("users", users)).status()).isEqualTo(200);
    var answer = auth.signUp("alice");
    token = answer.text("/accessToken");
    me = answer.text("/user/id");
  }

  @AfterAll
  void stop() {
    auth.close();
  }

  @Test
  void usersWhenPagedThenEveryoneOnceInOrder() {
    var seen = new ArrayList<String>();
    var cursor = "";
    do {
      var page =
          auth.get("/api/users?limit=50" + (cursor.isEmpty() ? "" : "&cursor=" + cursor), token);
      page.body().at("/items").forEach(user -> seen.add(user.get("username").asString()));
      cursor = page.text("/next");
    } while (!cursor.isEmpty());

    assertThat(seen)
        .hasSize(122)
        .doesNotHaveDuplicates()
        .isSorted()
        .startsWith("alice")
        .endsWith("zoe.q");
  }

  @Test
  void usersWhenQueriedThenByBeginningOfNameOrUsername() {
    assertThat(names("WALKER01")).hasSize(10);
    assertThat(names("quist")).containsExactly("zoe.q");
    assertThat(names("zoë qu")).containsExactly("zoe.q");
    assertThat(names("zoe.q")).containsExactly("zoe.q");
    assertThat(names("number7 walk"))
        .containsExactly(
            "walker007",
            "walker070",
            "walker071",
            "walker072",
            "walker073",
            "walker074",
            "walker075",
            "walker076",
            "walker077",
            "walker078",
            "walker079");
    assertThat(names("nobody")).isEmpty();
  }

  @Test
  void usersWhenQueryLooksLikeAPatternThenItIsText() {
    assertThat(names(".*")).isEmpty();
    assertThat(names("{$gt:\"\"}")).isEmpty();
    assertThat(names("^w")).isEmpty();
  }

  @Test
  void usersWhenCursorIsOfAnotherQueryThenBadCursor() {
    var cursor = auth.get("/api/users?query=walker&limit=2", token).text("/next");

    assertThat(cursor).isNotBlank();
    assertThat(auth.get("/api/users?query=walker&limit=5&cursor=" + cursor, token).status())
        .isEqualTo(200);
    assertThat(auth.get("/api/users?query=zoe&cursor=" + cursor, token).text("/type"))
        .isEqualTo("/problems/bad-cursor");
    assertThat(auth.get("/api/users?cursor=" + cursor, token).status()).isEqualTo(400);
  }

  @Test
  void userWhenOthersThenWithoutAddress() {
    var zoe = auth.get("/api/users?query=zoe", token).body().at("/items/0");

    assertThat(zoe.has("email")).isFalse();
    assertThat(auth.get("/api/users/" + zoe.get("id").asString(), token).body()).isEqualTo(zoe);
    assertThat(auth.get("/api/users/" + me, token).text("/email")).isEqualTo("alice@example.org");
  }

  private List<String> names(String query) {
    var found =
        auth.http()
            .get()
            .uri(uri -> uri.path("/api/users").queryParam("query", "{query}").build(query))
            .headers(headers -> headers.setBearerAuth(token))
            .exchange()
            .expectStatus()
            .isOk()
            .expectBody(tools.jackson.databind.JsonNode.class)
            .returnResult()
            .getResponseBody();
    assertThat(found).isNotNull();
    var names = new ArrayList<String>();
    found.at("/items").forEach(user -> names.add(user.get("username").asString()));
    return names;
  }
}
