package io.parley.auth;

import static io.parley.auth.RunningAuth.ORIGIN;
import static io.parley.auth.RunningAuth.PHRASE;
import static io.parley.auth.RunningAuth.freshName;
import static io.parley.auth.RunningAuth.signUpBody;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessIT {

  private RunningAuth auth =
      RunningAuth.start("PARLEY_ROLES=driver", "PARLEY_SELF_REGISTRABLE_ROLES=user,driver");

  @BeforeAll
  void waitUntilReady() {
    Eventually.isTrue(() -> auth.call("GET", "/internal/ready", null).status() == 200);
  }

  @AfterAll
  void stop() {
    auth.close();
  }

  @Test
  void signUpWhenInBodyModeThenTokensInBodyAndNoCookie() {
    var name = freshName();

    var answer = auth.signUp(name);

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.headers().getFirst("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.headers().getFirst("X-Request-Id")).isNotBlank();
    assertThat(answer.cookies()).isEmpty();
    assertThat(answer.text("/user/username")).isEqualTo(name);
    assertThat(answer.text("/user/email")).isEqualTo(name + "@example.org");
    assertThat(answer.text("/user/roles/0")).isEqualTo("user");
    assertThat(answer.text("/user/createdAt")).matches("\\d{4}-.*T.*\\.\\d{3}Z");
    assertThat(answer.body().at("/user/avatarUrl").isNull()).isTrue();
    assertThat(answer.text("/accessToken")).isNotBlank();
    assertThat(answer.text("/refreshToken")).isNotBlank();
    assertThat(answer.text("/refreshExpiresAt")).isNotBlank();
    assertThat(answer.body().toString()).doesNotContain("password", "argon2");
    assertThat(auth.get("/api/auth/check", answer.text("/accessToken")).text("/id"))
        .isEqualTo(answer.text("/user/id"));
  }

  @Test
  void signUpWhenInCookieModeThenCookiesAndNoRefreshTokenInBody() {
    var body = new HashMap<>(signUpBody(freshName()));
    body.remove("tokens");

    var answer = auth.call("POST", "/api/auth/signup", body, "Origin", ORIGIN);

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.body().has("refreshToken")).isFalse();
    assertThat(answer.body().has("refreshExpiresAt")).isFalse();
    assertThat(answer.cookies())
        .anySatisfy(
            cookie ->
                assertThat(cookie)
                    .startsWith("parley_access=")
                    .contains("Path=/;", "HttpOnly", "SameSite=Lax")
                    .doesNotContain("Secure"))
        .anySatisfy(
            cookie ->
                assertThat(cookie)
                    .startsWith("parley_refresh=")
                    .contains("Path=/api/auth;", "HttpOnly", "SameSite=Lax"));
    var check =
        auth.call(
            "GET",
            "/api/auth/check",
            null,
            "Cookie",
            "parley_access=" + answer.cookie("parley_access"));
    assertThat(check.status()).isEqualTo(200);
  }

  @Test
  void signUpWhenForeignOriginThenForbiddenAndNothingMade() {
    var name = freshName();

    assertThat(
            auth.call(
                    "POST", "/api/auth/signup", signUpBody(name), "Origin", "https://evil.example")
                .status())
        .isEqualTo(403);
    assertThat(
            auth.call(
                    "POST",
                    "/api/auth/login",
                    Map.of("login", name, "password", PHRASE),
                    "Origin",
                    "null")
                .status())
        .isEqualTo(403);
    assertThat(auth.logIn(name, PHRASE).status()).isEqualTo(401);
  }

  @Test
  void signUpWhenNameOrAddressIsTakenWhateverTheCaseThenConflictNamesIt() {
    var name = freshName();
    auth.signUp(name);
    var sameName = new HashMap<>(signUpBody(name.toUpperCase(java.util.Locale.ROOT)));
    sameName.put("email", freshName() + "@example.org");
    var sameEmail = new HashMap<>(signUpBody(freshName()));
    sameEmail.put("email", name + "@EXAMPLE.org");

    var byName = auth.call("POST", "/api/auth/signup", sameName);
    var byEmail = auth.call("POST", "/api/auth/signup", sameEmail);
    var byBoth = auth.signUp(name);

    assertThat(byName.status()).isEqualTo(409);
    assertThat(byName.text("/type")).isEqualTo("/problems/conflict");
    assertThat(byName.text("/errors/0/field")).isEqualTo("username");
    assertThat(byEmail.status()).isEqualTo(409);
    assertThat(byEmail.text("/errors/0/field")).isEqualTo("email");
    assertThat(byBoth.body().at("/errors").size()).isEqualTo(2);
  }

  @Test
  void signUpWhenManyAtOnceThenOneWins() {
    var body = signUpBody(freshName());

    var statuses =
        Concurrently.times(16, () -> auth.call("POST", "/api/auth/signup", body).status());

    assertThat(statuses).containsOnly(201, 409).containsOnlyOnce(201);
  }

  @Test
  void signUpWhenRoleIsRegistrableThenHasItAndNeverAdmin() {
    var driver = new HashMap<>(signUpBody(freshName()));
    driver.put("role", "driver");
    var admin = new HashMap<>(signUpBody(freshName()));
    admin.put("role", "admin");

    assertThat(auth.call("POST", "/api/auth/signup", driver).body().at("/user/roles").toString())
        .isEqualTo("[\"driver\",\"user\"]");
    assertThat(auth.call("POST", "/api/auth/signup", admin).status()).isEqualTo(400);
  }

  @Test
  void signUpWhenUnknownFieldsThenTheyHaveNoEffect() {
    var body = new HashMap<>(signUpBody(freshName()));
    body.put("roles", java.util.List.of("admin"));
    body.put("id", "u-chosen");
    body.put("passwordHash", "x");

    var answer = auth.call("POST", "/api/auth/signup", body);

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.text("/user/id")).isNotEqualTo("u-chosen");
    assertThat(answer.body().at("/user/roles").toString()).isEqualTo("[\"user\"]");
  }

  @Test
  void logInWhenByNameOrAddressWhateverTheCaseThenSignedIn() {
    var name = freshName();
    auth.signUp(name);

    assertThat(auth.logIn(name, PHRASE).status()).isEqualTo(200);
    assertThat(auth.logIn(name.toUpperCase(java.util.Locale.ROOT), PHRASE).status()).isEqualTo(200);
    assertThat(auth.logIn(name + "@Example.ORG", PHRASE).status()).isEqualTo(200);
  }

  @Test
  void logInWhenUnknownOrWrongThenTheSameAnswer() {
    var name = freshName();
    auth.signUp(name);

    var wrong = auth.logIn(name, "not the right one at all");
    var unknown = auth.logIn(freshName(), "not the right one at all");

    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.body()).isEqualTo(unknown.body());
    assertThat(wrong.text("/type")).isEqualTo("/problems/unauthenticated");
  }

  @Test
  void logInWhenPasswordIsTypedInAnotherNormalFormThenTheSame() {
    var body = new HashMap<>(signUpBody(freshName()));
    body.put("password", "zwölf Brücken weiter");
    auth.call("POST", "/api/auth/signup", body);

    var decomposed =
        java.text.Normalizer.normalize("zwölf Brücken weiter", java.text.Normalizer.Form.NFD);

    assertThat(auth.logIn(String.valueOf(body.get("username")), decomposed).status())
        .isEqualTo(200);
  }

  @Test
  void logOutWhenBearerThenTheLoginIsOverAtOnce() {
    var tokens = auth.signUp(freshName());
    var access = tokens.text("/accessToken");

    assertThat(auth.post("/api/auth/logout", null, access).status()).isEqualTo(204);

    assertThat(auth.get("/api/auth/check", access).status()).isEqualTo(401);
    assertThat(auth.refresh(tokens.text("/refreshToken")).status()).isEqualTo(401);
    assertThat(auth.post("/api/auth/ticket", null, access).status()).isEqualTo(401);
  }

  @Test
  void logOutWhenRefreshTokenAloneThenTheLoginIsOver() {
    var tokens = auth.signUp(freshName());

    var answer =
        auth.call("POST", "/api/auth/logout", Map.of("refreshToken", tokens.text("/refreshToken")));

    assertThat(answer.status()).isEqualTo(204);
    assertThat(auth.get("/api/auth/check", tokens.text("/accessToken")).status()).isEqualTo(401);
  }

  @Test
  void logOutWhenByCookieThenNeedsProofOfOriginAndClearsCookies() {
    var body = new HashMap<>(signUpBody(freshName()));
    body.put("tokens", "cookie");
    var tokens = auth.call("POST", "/api/auth/signup", body);
    var access = "parley_access=" + tokens.cookie("parley_access");
    var refresh = "parley_refresh=" + tokens.cookie("parley_refresh");

    assertThat(auth.call("POST", "/api/auth/logout", null, "Cookie", access).status())
        .isEqualTo(403);
    assertThat(auth.call("POST", "/api/auth/logout", null, "Cookie", refresh).status())
        .isEqualTo(403);
    assertThat(auth.call("POST", "/api/auth/logout", null).status()).isEqualTo(401);
    var gone = auth.call("POST", "/api/auth/logout", null, "Cookie", refresh, "Origin", ORIGIN);

    assertThat(gone.status()).isEqualTo(204);
    assertThat(gone.cookies())
        .hasSize(2)
        .allSatisfy(cookie -> assertThat(cookie).contains("=;", "Max-Age=0"));
    assertThat(auth.call("GET", "/api/auth/check", null, "Cookie", access).status()).isEqualTo(401);
  }

  @Test
  void updateProfileWhenPartsAreGivenThenOnlyThoseChange() {
    var token = auth.signUp(freshName()).text("/accessToken");
    var header = new String[] {"Authorization", "Bearer " + token};

    var named =
        auth.call("PUT", "/api/auth/update-profile", Map.of("fullName", " Anna Neu "), header);
    var pictured =
        auth.call(
            "PUT",
            "/api/auth/update-profile",
            Map.of("avatarUrl", "https://img.example/a.png"),
            header);
    var without = auth.call("PUT", "/api/auth/update-profile", "{\"avatarUrl\":null}", header);

    assertThat(named.status()).isEqualTo(200);
    assertThat(named.text("/fullName")).isEqualTo("Anna Neu");
    assertThat(pictured.text("/fullName")).isEqualTo("Anna Neu");
    assertThat(pictured.text("/avatarUrl")).isEqualTo("https://img.example/a.png");
    assertThat(without.body().at("/avatarUrl").isNull()).isTrue();
    assertThat(without.text("/email")).isNotBlank();
  }

  @Test
  void changePasswordWhenRightThenOtherLoginsEnd() {
    var name = freshName();
    var first = auth.signUp(name);
    var other = auth.logIn(name, PHRASE);
    var header = new String[] {"Authorization", "Bearer " + first.text("/accessToken")};
    var next = "eleven doors without a key";

    var wrong =
        auth.call(
            "PUT",
            "/api/auth/password",
            Map.of("currentPassword", "wrong", "newPassword", next),
            header);
    var right =
        auth.call(
            "PUT",
            "/api/auth/password",
            Map.of("currentPassword", PHRASE, "newPassword", next),
            header);

    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.text("/errors/0/field")).isEqualTo("currentPassword");
    assertThat(right.status()).isEqualTo(204);
    assertThat(auth.get("/api/auth/check", first.text("/accessToken")).status()).isEqualTo(200);
    assertThat(auth.get("/api/auth/check", other.text("/accessToken")).status()).isEqualTo(401);
    assertThat(auth.refresh(other.text("/refreshToken")).status()).isEqualTo(401);
    assertThat(auth.logIn(name, PHRASE).status()).isEqualTo(401);
    assertThat(auth.logIn(name, next).status()).isEqualTo(200);
  }
}
