package io.parley.auth;

import static io.parley.auth.RunningAuth.freshName;
import static io.parley.auth.RunningAuth.signUpBody;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What each route says to what it cannot take.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputIT {

  private final RunningAuth auth = RunningAuth.start();
  private String token = "";

  @BeforeAll
  void signUp() {
    Eventually.isTrue(() -> auth.call("GET", "/internal/ready", null).status() == 200);
    token = auth.signUp(freshName()).text("/accessToken");
  }

  @AfterAll
  void stop() {
    auth.close();
  }

  static Stream<List<String>> guarded() {
    return Stream.of(
        List.of("GET", "/api/auth/check"),
        List.of("GET", "/api/auth/logins"),
        List.of("DELETE", "/api/auth/logins/x"),
        List.of("POST", "/api/auth/ticket"),
        List.of("POST", "/api/auth/logout"),
        List.of("POST", "/api/auth/refresh"),
        List.of("PUT", "/api/auth/update-profile"),
        List.of("PUT", "/api/auth/password"),
        List.of("PUT", "/api/auth/email"),
        List.of("POST", "/api/auth/verify-email/resend"),
        List.of("POST", "/api/auth/bootstrap"),
        List.of("GET", "/api/auth/export"),
        List.of("DELETE", "/api/users/me"),
        List.of("GET", "/api/admin/users"),
        List.of("PUT", "/api/admin/users/x/roles"),
        List.of("GET", "/api/admin/nothing"),
        List.of("GET", "/api/users"),
        List.of("GET", "/api/users/x"),
        List.of("POST", "/api/server/users"),
        List.of("POST", "/api/server/tokens"),
        List.of("GET", "/api/server/nothing"),
        List.of("GET", "/api/nothing"),
        List.of("POST", "/internal/users/lookup"),
        List.of("GET", "/internal/revocations"));
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void callWhenWithoutCredentialThenUnauthenticated(List<String> route) {
    var answer = auth.call(route.getFirst(), route.getLast(), null);

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.text("/type")).isEqualTo("/problems/unauthenticated");
    assertThat(answer.headers().getFirst("Cache-Control")).isEqualTo("no-store");
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void callWhenCredentialIsBadThenUnauthenticated(List<String> route) {
    var isRefresh = route.getLast().endsWith("/refresh");
    var answer =
        auth.call(
            route.getFirst(),
            route.getLast(),
            isRefresh ? Map.of("refreshToken", "made.up.token") : null,
            "Authorization",
            "Bearer not-a-token");

    assertThat(answer.status()).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "NULL",
      value = {
        "email,NULL",
        "email,''",
        "email,nobody",
        "email,a@b@c",
        "email,a b@example.org",
        "email,@example.org",
        "email,a@",
        "email,a@.org",
        "username,NULL",
        "username,ab",
        "username,with space",
        "username,Ünïcode",
        "username,a/b",
        "fullName,NULL",
        "fullName,''",
        "fullName,'   '",
        "password,NULL",
        "password,short",
        "password,aaaaaaaaaaaaaa",
        "password,passwordpassword",
        "password,abcdefghijklmn",
        "password,Password1234",
        "password,qwertyuiop12",
        "role,admin",
        "role,moderator",
        "role,king",
        "tokens,header"
      })
  void signUpWhenFieldIsBadThenInvalidNamesIt(String field, @Nullable String value) {
    var body = new HashMap<>(signUpBody(freshName()));
    body.put(field, value);

    var answer = auth.call("POST", "/api/auth/signup", body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("/type")).isEqualTo("/problems/invalid");
    assertThat(answer.text("/errors/0/field")).isEqualTo(field);
  }

  @Test
  void signUpWhenPasswordHoldsOwnNameThenInvalid() {
    var name = freshName();
    var body = new HashMap<>(signUpBody(name));
    body.put("password", "my-" + name + "-phrase");

    assertThat(auth.call("POST", "/api/auth/signup", body).text("/errors/0/field"))
        .isEqualTo("password");
  }

  @Test
  void signUpWhenSeveralFieldsAreBadThenAllAreNamed() {
    var answer = auth.call("POST", "/api/auth/signup", "{}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().at("/errors").size()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({
    "/api/auth/signup",
    "/api/auth/login",
    "/api/auth/refresh",
    "/api/auth/logout",
    "/api/auth/verify-email",
    "/api/auth/password-reset",
    "/api/auth/password-reset/confirm"
  })
  void postWhenBodyIsNotAnObjectThenInvalid(String path) {
    assertThat(auth.call("POST", path, "[]").status()).isEqualTo(400);
    assertThat(auth.call("POST", path, "{\"a\":").status()).isEqualTo(400);
    assertThat(auth.call("POST", path, "{\"a\":" + "[".repeat(200)).status()).isEqualTo(400);
    assertThat(auth.call("POST", path, "\"" + "x".repeat(140_000) + "\"").status()).isEqualTo(413);
    assertThat(auth.call("PATCH", path, "{}").status()).isIn(401, 405);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"password\":\"x\"} | login",
        "{\"login\":\"x\"} | password",
        "{\"login\":\"\",\"password\":\"x\"} | login",
        "{\"login\":1,\"password\":\"x\"} | login",
        "{\"login\":{\"$ne\":null},\"password\":\"x\"} | login",
        "{\"login\":\"x\",\"password\":{\"$ne\":null}} | password",
        "{\"login\":\"x\",\"password\":\"x\",\"tokens\":\"no\"} | tokens"
      })
  void logInWhenFieldIsBadThenInvalidNamesIt(String body, String field) {
    var answer = auth.call("POST", "/api/auth/login", body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("/errors/0/field")).isEqualTo(field);
  }

  @Test
  void logInWhenNameIsEndlessThenInvalid() {
    assertThat(auth.logIn("x".repeat(300), "whatever it is").status()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"fullName\":\"\"} | fullName",
        "{\"fullName\":null} | fullName",
        "{\"fullName\":5} | fullName",
        "{\"avatarUrl\":\"javascript:alert(1)\"} | avatarUrl",
        "{\"avatarUrl\":\"http://example.org/a.png\"} | avatarUrl",
        "{\"avatarUrl\":\"https://user:pw@example.org/a.png\"} | avatarUrl",
        "{\"avatarUrl\":true} | avatarUrl",
        "{\"avatarUrl\":\"//evil.example/a.png\"} | avatarUrl",
        "{\"avatarUrl\":\"/\\\\evil.example/a.png\"} | avatarUrl",
        "{\"avatarUrl\":\"/a/../../b.png\"} | avatarUrl",
        "{\"avatarUrl\":\"data:image/png;base64,AA\"} | avatarUrl",
        "{\"avatarUrl\":\"a.png\"} | avatarUrl",
        "[] | body"
      })
  void updateProfileWhenFieldIsBadThenInvalidNamesIt(String body, String field) {
    var answer =
        auth.call("PUT", "/api/auth/update-profile", body, "Authorization", "Bearer " + token);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("/errors/0/field")).isEqualTo(field);
  }

  @Test
  void updateProfileWhenNameIsTooLongThenInvalidSaysTheLength() {
    var answer =
        auth.call(
            "PUT",
            "/api/auth/update-profile",
            Map.of("fullName", "x".repeat(101)),
            "Authorization",
            "Bearer " + token);

    assertThat(answer.text("/detail")).isEqualTo("fullName: 101 characters (expected: 1 to 100)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | currentPassword",
        "{\"currentPassword\":\"x\"} | newPassword",
        "{\"currentPassword\":\"x\",\"newPassword\":\"short\"} | newPassword"
      })
  void changePasswordWhenFieldIsBadThenInvalidNamesIt(String body, String field) {
    var answer = auth.call("PUT", "/api/auth/password", body, "Authorization", "Bearer " + token);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("/errors/0/field")).isEqualTo(field);
  }

  @Test
  void loginsWhenIdIsForeignMissingOrOddThenNotFound() {
    var other = auth.signUp(freshName()).text("/accessToken");
    var foreign = auth.get("/api/auth/logins", other).text("/items/0/id");

    for (var id : List.of(foreign, "l0000", "%20", "a$b", "x".repeat(65))) {
      var answer =
          auth.call(
              "DELETE",
              "/api/auth/logins/" + id.replace("%20", "a.b"),
              null,
              "Authorization",
              "Bearer " + token);
      assertThat(answer.status()).isEqualTo(404);
    }
    assertThat(auth.get("/api/auth/check", other).status()).isEqualTo(200);
  }

  @Test
  void usersWhenQueryIsBadThenInvalid() {
    assertThat(auth.get("/api/users?limit=0", token).text("/errors/0/field")).isEqualTo("limit");
    assertThat(auth.get("/api/users?limit=201", token).status()).isEqualTo(400);
    assertThat(auth.get("/api/users?limit=many", token).status()).isEqualTo(400);
    assertThat(auth.get("/api/users?query=" + "q".repeat(101), token).status()).isEqualTo(400);
    assertThat(auth.get("/api/users?cursor=bm9uc2Vuc2U", token).text("/type"))
        .isEqualTo("/problems/bad-cursor");
    assertThat(auth.get("/api/users?cursor=***", token).text("/type"))
        .isEqualTo("/problems/bad-cursor");
    assertThat(auth.get("/api/users/unknown", token).status()).isEqualTo(404);
    assertThat(auth.get("/api/users/a.b", token).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | users",
        "{\"users\":{}} | users",
        "{\"users\":[null]} | users[0]",
        "{\"users\":[{\"username\":\"abc\"}]} | users[0].fullName",
        "{\"users\":[{\"username\":\"a\",\"fullName\":\"A\"}]} | users[0].username",
        "{\"users\":[{\"username\":\"abc\",\"fullName\":\"A\",\"email\":\"x\"}]} | users[0].email",
        "{\"users\":[{\"username\":\"abc\",\"fullName\":\"A\",\"roles\":[\"admin\"]}]} | users[0].roles",
        "{\"users\":[{\"username\":\"abc\",\"fullName\":\"A\",\"roles\":[\"A B\"]}]} | users[0].roles",
        "{\"users\":[{\"username\":\"abc\",\"fullName\":\"A\",\"roles\":[null]}]} | users[0].roles"
      })
  void serverUsersWhenFieldIsBadThenInvalidNamesIt(String body, String field) {
    var answer = auth.server("/users", body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("/errors/0/field")).isEqualTo(field);
  }

  @Test
  void serverUsersWhenTooManyThenInvalid() {
    var users =
        IntStream.range(0, 1001)
            .mapToObj(i -> Map.of("username", "many" + i, "fullName", "M"))
            .toList();

    assertThat(auth.server("/users", Map.of("users", users)).text("/detail"))
        .isEqualTo("users: 1001 (expected: at most 1000)");
  }

  @Test
  void serverTokensWhenBadThenSaysWhy() {
    assertThat(auth.server("/tokens", Map.of()).text("/errors/0/field")).isEqualTo("user");
    assertThat(auth.server("/tokens", Map.of("user", "unknown")).status()).isEqualTo(404);
    assertThat(auth.server("/tokens", Map.of("user", "a b")).text("/errors/0/field"))
        .isEqualTo("user");
    assertThat(auth.server("/tokens", Map.of("user", "unknown", "expiresInSeconds", 0)).status())
        .isEqualTo(400);
    assertThat(
            auth.server("/tokens", Map.of("user", "unknown", "expiresInSeconds", 86_401))
                .text("/errors/0/field"))
        .isEqualTo("expiresInSeconds");
    assertThat(auth.server("/tokens", Map.of("user", "unknown", "expiresInSeconds", "60")).status())
        .isEqualTo(400);
    assertThat(auth.server("/nothing", Map.of()).status()).isEqualTo(404);
    assertThat(auth.post("/api/server/tokens", Map.of(), token).status()).isEqualTo(401);
  }

  @Test
  void internalWhenBadThenSaysWhy() {
    var service = auth.serviceToken("chat-service");

    assertThat(
            auth.post("/internal/service-token", Map.of("service", "chat-service"), "wrong")
                .status())
        .isEqualTo(401);
    assertThat(auth.post("/internal/service-token", Map.of(), RunningAuth.SERVICE_SECRET).status())
        .isEqualTo(400);
    assertThat(
            auth.post(
                    "/internal/service-token", Map.of("service", "A B"), RunningAuth.SERVICE_SECRET)
                .status())
        .isEqualTo(400);
    assertThat(auth.post("/internal/users/lookup", Map.of(), service).status()).isEqualTo(400);
    assertThat(auth.post("/internal/users/lookup", "{\"ids\":[null]}", service).status())
        .isEqualTo(400);
    assertThat(auth.post("/internal/users/lookup", Map.of("ids", List.of("x")), token).status())
        .isEqualTo(401);
    for (var cursor : List.of("x", "5", "5.a$", ".", "99999999999999999999.a")) {
      assertThat(auth.get("/internal/revocations?after=" + cursor, service).text("/type"))
          .isEqualTo("/problems/bad-cursor");
    }
  }
}
