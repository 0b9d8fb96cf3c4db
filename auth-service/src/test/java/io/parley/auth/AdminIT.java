package io.parley.auth;

import static io.parley.auth.RunningAuth.PHRASE;
import static io.parley.auth.RunningAuth.freshName;
import static io.parley.auth.RunningAuth.signUpBody;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.auth.RunningAuth.Answer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What administrators and moderators may do with other people's accounts, and what nobody may.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdminIT {

  private final RunningAuth auth = RunningAuth.start("PARLEY_ROLES=driver,customer");
  private String admin = "";
  private String adminId = "";

  @BeforeAll
  void bootstrap() {
    Eventually.isTrue(() -> auth.call("GET", "/internal/ready", null).status() == 200);
    var tokens = auth.bootstrapped(freshName());
    admin = tokens.text("/accessToken");
    adminId = auth.get("/api/auth/check", admin).text("/id");
  }

  @AfterAll
  void stop() {
    auth.close();
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/api/admin/users",
    "GET,/api/admin/users/x",
    "PUT,/api/admin/users/x/roles",
    "PUT,/api/admin/users/x/disabled",
    "GET,/api/admin/users/x/logins",
    "DELETE,/api/admin/users/x/logins",
    "DELETE,/api/admin/users/x/logins/y",
    "GET,/api/admin/audit"
  })
  void callWhenUserThenForbiddenBeforeAnythingIsLookedAt(String method, String path) {
    var user = auth.signUp(freshName());

    var answer = as(user, method, path, method.equals("PUT") ? "{}" : null);
    var ofSomebody = as(user, method, path.replace("/x", "/" + adminId), null);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.text("/type")).isEqualTo("/problems/forbidden");
    assertThat(ofSomebody.status()).isIn(403, 400);
    assertThat(auth.call(method, path, null).status()).isEqualTo(401);
    assertThat(auth.call(method, path, null, bearer(RunningAuth.SERVER_KEY)).status())
        .isEqualTo(401);
  }

  @Test
  void usersWhenAdminThenWithAddressAndHowTheyStand() {
    var name = freshName();
    auth.signUp(name);

    var found = auth.get("/api/admin/users?query=" + name, admin);

    assertThat(found.status()).isEqualTo(200);
    assertThat(found.body().at("/items").size()).isEqualTo(1);
    assertThat(found.text("/items/0/email")).isEqualTo(name + "@example.org");
    assertThat(found.body().at("/items/0/emailVerified").asBoolean(true)).isFalse();
    assertThat(found.text("/items/0/lastLoginAt")).isNotBlank();
    assertThat(found.body().at("/items/0/disabledAt").isNull()).isTrue();
    assertThat(found.body().toString()).doesNotContain("argon2", "generation");
    assertThat(auth.get("/api/admin/users?query=" + name + "@EX", admin).body().at("/items").size())
        .isEqualTo(1);
    assertThat(auth.get("/api/admin/users/nobody", admin).status()).isEqualTo(404);
  }

  @Test
  void usersWhenManyThenPagesWithoutGapsAndCursorsOfOneQueryOnly() {
    var prefix = freshName();
    for (int i = 0; i < 5; i++) {
      auth.signUp(prefix + "-" + i);
    }
    var path = "/api/admin/users?limit=2&query=" + prefix;

    var first = auth.get(path, admin);
    var second = auth.get(path + "&cursor=" + first.text("/next"), admin);
    var third = auth.get(path + "&cursor=" + second.text("/next"), admin);
    var foreign = auth.get("/api/admin/users?cursor=" + first.text("/next"), admin);

    assertThat(
            List.of(first, second, third).stream()
                .flatMap(page -> page.body().at("/items").valueStream())
                .map(user -> user.get("username").asString()))
        .containsExactly(prefix + "-0", prefix + "-1", prefix + "-2", prefix + "-3", prefix + "-4");
    assertThat(third.body().at("/next").isNull()).isTrue();
    assertThat(foreign.status()).isEqualTo(400);
    assertThat(foreign.text("/type")).isEqualTo("/problems/bad-cursor");
    assertThat(auth.get("/api/admin/users?limit=201", admin).status()).isEqualTo(400);
    assertThat(auth.get("/api/admin/users?disabled=perhaps", admin).status()).isEqualTo(400);
  }

  @Test
  void disableWhenAdminThenNothingOfTheUserWorksAndStrangersLearnNothing() {
    var name = freshName();
    var tokens = auth.signUp(name);
    var id = tokens.text("/user/id");

    var answer = setDisabled(admin, id, true);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("/disabledAt")).isNotBlank();
    assertThat(auth.get("/api/auth/check", tokens.text("/accessToken")).status()).isEqualTo(401);
    assertThat(auth.refresh(tokens.text("/refreshToken")).status()).isEqualTo(401);
    assertThat(auth.post("/api/auth/ticket", null, tokens.text("/accessToken")).status())
        .isEqualTo(401);
    assertThat(auth.server("/tokens", Map.of("user", id)).status()).isEqualTo(409);
    var right = auth.logIn(name, PHRASE);
    var wrong = auth.logIn(name, "not the right one at all");
    assertThat(right.status()).isEqualTo(401);
    assertThat(right.body()).isEqualTo(wrong.body());
    assertThat(auth.get("/api/users/" + id, admin).body().has("disabledAt")).isFalse();
    assertThat(auth.get("/api/admin/users?disabled=true&query=" + name, admin).body().at("/items"))
        .hasSize(1);

    assertThat(setDisabled(admin, id, false).body().at("/disabledAt").isNull()).isTrue();
    assertThat(auth.logIn(name, PHRASE).status()).isEqualTo(200);
  }

  @Test
  void disableWhenLoginsBeginMeanwhileThenNoneOfThemLives() {
    var name = freshName();
    var id = auth.signUp(name).text("/user/id");

    var answers =
        Concurrently.<Answer>times(
            9, i -> () -> i == 4 ? setDisabled(admin, id, true) : auth.logIn(name, PHRASE));

    assertThat(answers.stream().filter(answer -> answer.body().has("refreshToken")))
        .allSatisfy(
            login -> {
              assertThat(auth.get("/api/auth/check", login.text("/accessToken")).status())
                  .isEqualTo(401);
              assertThat(auth.refresh(login.text("/refreshToken")).status()).isEqualTo(401);
            });
    assertThat(auth.logIn(name, PHRASE).status()).isEqualTo(401);
  }

  @Test
  void disableWhenOthersAskForRevocationsThenTheyFindTheLogins() {
    var tokens = auth.signUp(freshName());
    setDisabled(admin, tokens.text("/user/id"), true);

    var service = auth.serviceToken("chat-service");
    assertThat(allRevocations(service)).contains(tokens.text("/user/id"));
  }

  @Test
  void rolesWhenGivenThenWithTheNextTokenAndWhenTakenThenNoLoginIsLeft() {
    var tokens = auth.signUp(freshName());
    var id = tokens.text("/user/id");

    var given = setRoles(admin, id, "user", "driver", "moderator");
    var refreshed = auth.refresh(tokens.text("/refreshToken"));
    var moderator = refreshed.text("/accessToken");
    assertThat(given.status()).isEqualTo(200);
    assertThat(given.body().at("/roles").toString())
        .isEqualTo("[\"driver\",\"moderator\",\"user\"]");
    assertThat(auth.get("/api/admin/users", moderator).status()).isEqualTo(200);

    assertThat(setRoles(admin, id, "user", "driver").status()).isEqualTo(200);
    assertThat(auth.get("/api/admin/users", moderator).status()).isEqualTo(401);
    assertThat(auth.refresh(refreshed.text("/refreshToken")).status()).isEqualTo(401);
  }

  @Test
  void rolesWhenNotDefinedOrNotAListThenInvalid() {
    var id = auth.signUp(freshName()).text("/user/id");

    assertThat(setRoles(admin, id, "user", "king").text("/errors/0/field")).isEqualTo("roles");
    for (var body :
        List.of("{}", "{\"roles\":\"admin\"}", "{\"roles\":[null]}", "{\"roles\":[{\"$ne\":1}]}")) {
      assertThat(put(admin, "/api/admin/users/" + id + "/roles", body).status())
          .as(body)
          .isEqualTo(400);
    }
    assertThat(setRoles(admin, "nobody", "user").status()).isEqualTo(404);
  }

  @Test
  void moderatorWhenActingThenOnlyOnUsersAndWithoutAddresses() {
    var moderator = moderator();
    var user = auth.signUp(freshName());
    var id = user.text("/user/id");
    var name = user.text("/user/username");

    assertThat(auth.get("/api/admin/users/" + id, moderator).body().has("email")).isFalse();
    assertThat(
            auth.get("/api/admin/users?query=" + name + "@example.org", moderator)
                .body()
                .at("/items")
                .size())
        .isZero();
    assertThat(setDisabled(moderator, id, true).status()).isEqualTo(200);
    assertThat(setDisabled(moderator, id, false).status()).isEqualTo(200);
    assertThat(setRoles(moderator, id, "user", "admin").status()).isEqualTo(403);
    assertThat(setDisabled(moderator, adminId, true).status()).isEqualTo(403);
    assertThat(as(moderator, "DELETE", "/api/admin/users/" + adminId + "/logins", null).status())
        .isEqualTo(403);
    assertThat(auth.get("/api/admin/audit", moderator).status()).isEqualTo(403);
  }

  @Test
  void loginsWhenListedAndEndedByAnAdminThenTheyAreOver() {
    var name = freshName();
    var one = auth.signUp(name);
    var other = auth.logIn(name, PHRASE);
    var id = one.text("/user/id");
    var path = "/api/admin/users/" + id + "/logins";

    var listed = auth.get(path, admin);
    assertThat(listed.body().at("/items").size()).isEqualTo(2);
    assertThat(listed.body().at("/items/0/current").asBoolean(true)).isFalse();
    var latest = listed.text("/items/0/id");
    assertThat(as(admin, "DELETE", path + "/" + latest, null).status()).isEqualTo(204);
    assertThat(as(admin, "DELETE", path + "/" + latest, null).status()).isEqualTo(404);
    assertThat(as(admin, "DELETE", path, null).status()).isEqualTo(204);
    assertThat(auth.get("/api/auth/check", one.text("/accessToken")).status()).isEqualTo(401);
    assertThat(auth.get("/api/auth/check", other.text("/accessToken")).status()).isEqualTo(401);
  }

  @Test
  void auditWhenReadThenSaysWhoDidWhatToWhomAndHoldsNoSecret() {
    var before = Instant.now().minusSeconds(60);
    var name = freshName();
    var tokens = auth.signUp(name);
    var id = tokens.text("/user/id");
    var wrong = "a wrong one that tells nothing";
    auth.logIn(name, wrong);
    auth.logIn("somebodys-Password-in-the-wrong-field", wrong);
    setRoles(admin, id, "user", "driver");
    setDisabled(admin, id, true);

    var path = "/api/admin/audit?user=" + id;
    var entries = auth.get(path, admin);
    var actions =
        entries.body().at("/items").valueStream().map(e -> e.get("action").asString()).toList();

    assertThat(actions)
        .containsSubsequence(
            "user.disabled", "roles.changed", "login.refused", "login.started", "account.created");
    assertThat(
            entries
                .body()
                .at("/items")
                .valueStream()
                .filter(e -> e.get("action").asString().equals("roles.changed")))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.get("by").asString()).isEqualTo(adminId);
              assertThat(entry.at("/details/after").asString()).contains("driver");
              assertThat(entry.get("request").asString()).isNotEqualTo("-");
            });
    var all = auth.get("/api/admin/audit?limit=200", admin).body().toString();
    assertThat(all)
        .doesNotContain(PHRASE, wrong, "somebodys-", tokens.text("/accessToken"), "argon2");
    assertThat(auth.get(path + "&action=login.refused", admin).body().at("/items")).hasSize(1);
    assertThat(auth.get(path + "&to=" + before, admin).body().at("/items")).isEmpty();
    assertThat(auth.get(path + "&from=" + before, admin).body().at("/items"))
        .hasSize(actions.size());
    assertThat(auth.get(path + "&from=yesterday", admin).status()).isEqualTo(400);
    var page = auth.get(path + "&limit=2", admin);
    var rest = auth.get(path + "&limit=200&cursor=" + page.text("/next"), admin);
    assertThat(rest.body().at("/items")).hasSize(actions.size() - 2);
    assertThat(auth.get("/api/admin/audit?cursor=" + page.text("/next"), admin).status())
        .isEqualTo(400);
    for (var method : List.of("POST", "PUT", "PATCH", "DELETE")) {
      assertThat(as(admin, method, "/api/admin/audit", "{}").status()).isEqualTo(405);
    }
  }

  @Test
  void signUpWhenRolesAreAskedForInOtherFieldsThenNobodyRises() {
    var body = new HashMap<>(signUpBody(freshName()));
    body.put("roles", List.of("admin"));
    body.put("standing", Map.of("generation", 9));
    var tokens = auth.call("POST", "/api/auth/signup", body);
    var token = tokens.text("/accessToken");

    put(
        token,
        "/api/auth/update-profile",
        "{\"fullName\":\"Eve\",\"roles\":[\"admin\"],\"disabledAt\":null}");
    var check = auth.get("/api/auth/check", token);

    assertThat(check.body().at("/roles").toString()).isEqualTo("[\"user\"]");
    assertThat(auth.get("/api/admin/users", token).status()).isEqualTo(403);
    var backend =
        auth.server(
            "/users",
            Map.of(
                "users",
                List.of(
                    Map.of("username", freshName(), "fullName", "E", "roles", List.of("admin")))));
    assertThat(backend.status()).isEqualTo(400);
  }

  private Answer setRoles(String token, String id, String... roles) {
    return put(token, "/api/admin/users/" + id + "/roles", Map.of("roles", List.of(roles)));
  }

  private Answer setDisabled(String token, String id, boolean disabled) {
    return put(token, "/api/admin/users/" + id + "/disabled", Map.of("disabled", disabled));
  }

  private Answer put(String token, String path, Object body) {
    return auth.call("PUT", path, body, bearer(token));
  }

  private Answer as(Answer tokens, String method, String path, @Nullable Object body) {
    return as(tokens.text("/accessToken"), method, path, body);
  }

  private Answer as(String token, String method, String path, @Nullable Object body) {
    return auth.call(method, path, body, bearer(token));
  }

  private static String[] bearer(String token) {
    return new String[] {"Authorization", "Bearer " + token};
  }

  private String moderator() {
    var tokens = auth.signUp(freshName());
    setRoles(admin, tokens.text("/user/id"), "user", "moderator");
    return auth.refresh(tokens.text("/refreshToken")).text("/accessToken");
  }

  private String allRevocations(String service) {
    var all = new StringBuilder();
    var after = "";
    var more = true;
    while (more) {
      var page = auth.get("/internal/revocations?after=" + after, service);
      all.append(page.body());
      after = page.text("/next");
      more = page.body().at("/more").asBoolean(false);
    }
    return all.toString();
  }
}
