package io.parley.auth;

import static io.parley.auth.RunningAuth.PHRASE;
import static io.parley.auth.RunningAuth.freshName;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.auth.RunningAuth.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Choosing a new password without the old one, with a real mail server.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PasswordResetIT {

  private static final String NEXT = "eleven doors without a key";
  private static final String RESET = "reset-password";

  private final Letters letters = Letters.start();
  private final RunningAuth auth =
      RunningAuth.start(
          letters.settings(
              "PARLEY_LIMIT_PASSWORD_RESETS_ACCOUNT=2", "PARLEY_LIMIT_PASSWORD_RESETS_ADDRESS=0"));

  @BeforeAll
  void waitUntilReady() {
    Eventually.isTrue(() -> auth.call("GET", "/internal/ready", null).status() == 200);
  }

  @AfterAll
  void stop() {
    auth.close();
    letters.close();
  }

  @Test
  void resetWhenTokenOfTheLetterThenNewPasswordAndNoLoginLeft() {
    var name = freshName();
    var user = auth.signUp(name);
    var email = user.text("/user/email");

    assertThat(ask(email).status()).isEqualTo(202);
    var token = letters.token(email, RESET, 1);
    assertThat(auth.logIn(name, PHRASE).status()).isEqualTo(200);

    assertThat(reset(token, "short").text("/errors/0/field")).isEqualTo("newPassword");
    assertThat(reset(token, name + " is my password").text("/errors/0/field"))
        .isEqualTo("newPassword");
    assertThat(reset(token, NEXT).status()).isEqualTo(204);

    assertThat(auth.get("/api/auth/check", user.text("/accessToken")).status()).isEqualTo(401);
    assertThat(auth.refresh(user.text("/refreshToken")).status()).isEqualTo(401);
    assertThat(auth.logIn(name, PHRASE).status()).isEqualTo(401);
    var login = auth.logIn(name, NEXT);
    assertThat(login.status()).isEqualTo(200);
    assertThat(login.body().at("/user/emailVerified").asBoolean(false)).isTrue();
    assertThat(reset(token, "another one of twelve").text("/errors/0/field")).isEqualTo("token");
    Eventually.isTrue(() -> letters.to(email, "has a new password").size() == 1);
  }

  @Test
  void resetWhenShownByManyAtOnceThenOneCounts() {
    var user = auth.signUp(freshName());
    ask(user.text("/user/email"));
    var token = letters.token(user.text("/user/email"), RESET, 1);

    var statuses = Concurrently.times(6, () -> reset(token, NEXT).status());

    assertThat(statuses).containsOnly(204, 400).containsOnlyOnce(204);
  }

  @Test
  void askWhenThereIsNoSuchAccountThenTheSameAnswerAndNoLetter() {
    var email = auth.signUp(freshName()).text("/user/email");
    var nobody = freshName() + "@example.org";

    var known = ask(email);
    var unknown = ask(nobody);
    letters.token(email, RESET, 1);

    assertThat(known.status()).isEqualTo(202);
    assertThat(unknown.status()).isEqualTo(202);
    assertThat(unknown.body()).isEqualTo(known.body());
    assertThat(unknown.headers().toSingleValueMap().keySet())
        .isEqualTo(known.headers().toSingleValueMap().keySet());
    assertThat(letters.to(nobody, "")).isEmpty();
    assertThat(ask("not an address").status()).isEqualTo(400);
  }

  @Test
  void askWhenOftenThenTheLastTokenCountsAndLettersStop() {
    var email = auth.signUp(freshName()).text("/user/email");
    ask(email);
    var first = letters.token(email, RESET, 1);
    ask(email);
    var second = letters.token(email, RESET, 2);

    for (int i = 0; i < 4; i++) {
      assertThat(ask(email).status()).isEqualTo(202);
    }
    var last = auth.signUp(freshName()).text("/user/email");
    ask(last);
    letters.token(last, RESET, 1);

    assertThat(letters.to(email, RESET)).hasSize(2);
    assertThat(reset(first, NEXT).status()).isEqualTo(400);
    assertThat(reset(second, NEXT).status()).isEqualTo(204);
  }

  @Test
  void resetWhenDisabledMeanwhileThenItDoesNotCount() {
    var admin = auth.bootstrapped(freshName()).text("/accessToken");
    var user = auth.signUp(freshName());
    ask(user.text("/user/email"));
    var token = letters.token(user.text("/user/email"), RESET, 1);

    auth.call(
        "PUT",
        "/api/admin/users/" + user.text("/user/id") + "/disabled",
        Map.of("disabled", true),
        "Authorization",
        "Bearer " + admin);

    assertThat(reset(token, NEXT).status()).isEqualTo(400);
  }

  @Test
  void askWhenTheAccountHasNoPasswordThenItDoesNotGetOne() {
    var name = freshName();
    auth.server(
        "/users",
        Map.of(
            "users",
            List.of(Map.of("username", name, "fullName", "Made", "email", name + "@example.org"))));
    var other = auth.signUp(freshName()).text("/user/email");

    assertThat(ask(name + "@example.org").status()).isEqualTo(202);
    ask(other);
    letters.token(other, RESET, 1);

    assertThat(letters.to(name + "@example.org", "")).isEmpty();
  }

  private Answer ask(String email) {
    return auth.call("POST", "/api/auth/password-reset", Map.of("email", email));
  }

  private Answer reset(String token, String password) {
    return auth.call(
        "POST",
        "/api/auth/password-reset/confirm",
        Map.of("token", token, "newPassword", password));
  }
}
