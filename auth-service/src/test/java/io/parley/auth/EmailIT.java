package io.parley.auth;

import static io.parley.auth.RunningAuth.PHRASE;
import static io.parley.auth.RunningAuth.freshName;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.auth.RunningAuth.Answer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Proving an address and changing it, with a real mail server.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmailIT {

  private static final String VERIFY = "verify-email";

  private final Letters letters = Letters.start();
  private final RunningAuth auth =
      RunningAuth.start(letters.settings("PARLEY_LIMIT_LETTERS_USER=3"));

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
  void verifyWhenTokenOfTheLetterThenVerifiedOnce() {
    var user = auth.signUp(freshName());
    assertThat(user.body().at("/user/emailVerified").asBoolean(true)).isFalse();

    var token = letters.token(user.text("/user/email"), VERIFY, 1);

    assertThat(verify(token).status()).isEqualTo(204);
    assertThat(check(user).body().at("/emailVerified").asBoolean(false)).isTrue();
    assertThat(verify(token).status()).isEqualTo(400);
    assertThat(verify(token).text("/errors/0/field")).isEqualTo("token");
    assertThat(resend(user).status()).isEqualTo(409);
    var other = auth.signUp(freshName()).text("/accessToken");
    assertThat(auth.get("/api/users/" + user.text("/user/id"), other).body().has("emailVerified"))
        .isFalse();
  }

  @Test
  void verifyWhenShownByManyAtOnceThenOneCounts() {
    var user = auth.signUp(freshName());
    var token = letters.token(user.text("/user/email"), VERIFY, 1);

    var statuses = Concurrently.times(8, () -> verify(token).status());

    assertThat(statuses).containsOnly(204, 400).containsOnlyOnce(204);
  }

  @Test
  void resendWhenAskedThenTheOneBeforeIsVoidAndAskingIsLimited() {
    var user = auth.signUp(freshName());
    var email = user.text("/user/email");
    var first = letters.token(email, VERIFY, 1);

    assertThat(resend(user).status()).isEqualTo(202);
    var second = letters.token(email, VERIFY, 2);

    assertThat(second).isNotEqualTo(first);
    assertThat(verify(first).status()).isEqualTo(400);
    assertThat(verify(second).status()).isEqualTo(204);

    var another = auth.signUp(freshName());
    for (int i = 0; i < 3; i++) {
      assertThat(resend(another).status()).isEqualTo(202);
    }
    assertThat(resend(another).status()).isEqualTo(429);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "..",
        "u.verify.AAAA",
        "{\"$ne\":null}",
        "u.reset.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "u.verify.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      })
  void verifyWhenMadeUpThenInvalid(String token) {
    assertThat(verify(token).status()).isEqualTo(400);
  }

  @Test
  void verifyWhenTheTokenNamesAnotherUserThenInvalid() {
    var one = auth.signUp(freshName());
    var other = auth.signUp(freshName());
    var token = letters.token(one.text("/user/email"), VERIFY, 1);
    letters.token(other.text("/user/email"), VERIFY, 1);

    var turned = token.replace(one.text("/user/id"), other.text("/user/id"));

    assertThat(verify(turned).status()).isEqualTo(400);
    assertThat(verify(token.replace(".verify.", ".change.")).status()).isEqualTo(400);
    assertThat(verify(token.replace(".verify.", ".reset.")).status()).isEqualTo(400);
    assertThat(reset(token).status()).isEqualTo(400);
    assertThat(check(other).body().at("/emailVerified").asBoolean(true)).isFalse();
    assertThat(verify(token).status()).isEqualTo(204);
  }

  @Test
  void changeWhenConfirmedThenTheNewAddressCountsAndTheOldOneIsTold() {
    var name = freshName();
    var user = auth.signUp(name);
    var old = user.text("/user/email");
    var next = freshName() + "@Example.org";
    var oldToken = letters.token(old, VERIFY, 1);

    assertThat(change(user, next, PHRASE).status()).isEqualTo(202);
    var token = letters.token(next, VERIFY, 1);
    assertThat(check(user).text("/email")).isEqualTo(old);
    assertThat(auth.logIn(next, PHRASE).status()).isEqualTo(401);
    Eventually.isTrue(() -> letters.to(old, "asked for another").size() == 1);

    assertThat(verify(token).status()).isEqualTo(204);
    assertThat(check(user).text("/email")).isEqualTo(next);
    assertThat(check(user).body().at("/emailVerified").asBoolean(false)).isTrue();
    assertThat(auth.logIn(next, PHRASE).status()).isEqualTo(200);
    assertThat(auth.logIn(old, PHRASE).status()).isEqualTo(401);
    assertThat(verify(token).status()).isEqualTo(400);
    assertThat(verify(oldToken).status()).isEqualTo(400);
    Eventually.isTrue(() -> letters.to(old, "another e-mail address now").size() == 1);
    var again = new HashMap<>(RunningAuth.signUpBody(freshName()));
    again.put("email", old);
    assertThat(auth.call("POST", "/api/auth/signup", again).status()).isEqualTo(201);
  }

  @Test
  void changeWhenPasswordIsWrongOrMissingThenNoLetter() {
    var user = auth.signUp(freshName());
    var next = freshName() + "@example.org";

    assertThat(change(user, next, "not the right one at all").text("/errors/0/field"))
        .isEqualTo("currentPassword");
    assertThat(put(user, Map.of("email", next)).text("/errors/0/field"))
        .isEqualTo("currentPassword");
    for (var bad : List.of("nobody", "a@x.org,b@x.org", "a\r\nBcc:b@x.org", "")) {
      assertThat(change(user, bad, PHRASE).text("/errors/0/field")).as(bad).isEqualTo("email");
    }
    assertThat(letters.to(next, "")).isEmpty();
  }

  @Test
  void changeWhenSomebodyElseHasTheAddressThenOnlyTheyLearnIt() {
    var holder = auth.signUp(freshName());
    var user = auth.signUp(freshName());
    var theirs = holder.text("/user/email");

    var taken = change(user, theirs, PHRASE);
    var free = change(user, freshName() + "@example.org", PHRASE);

    assertThat(taken.status()).isEqualTo(202);
    assertThat(taken.body()).isEqualTo(free.body());
    Eventually.isTrue(() -> letters.to(theirs, "belongs to an account").size() == 1);
    assertThat(letters.to(theirs, "is to become")).isEmpty();
  }

  @Test
  void changeWhenSomebodyTakesTheAddressMeanwhileThenConflict() {
    var user = auth.signUp(freshName());
    var name = freshName();
    change(user, name + "@example.org", PHRASE);
    var token = letters.token(name + "@example.org", "is to become", 1);
    auth.signUp(name);

    assertThat(verify(token).status()).isEqualTo(409);
    assertThat(check(user).text("/email")).isEqualTo(user.text("/user/email"));
  }

  @Test
  void changeWhenThePasswordIsChangedMeanwhileThenVoid() {
    var user = auth.signUp(freshName());
    var next = freshName() + "@example.org";
    change(user, next, PHRASE);
    var token = letters.token(next, VERIFY, 1);

    auth.call(
        "PUT",
        "/api/auth/password",
        Map.of("currentPassword", PHRASE, "newPassword", "eleven doors without a key"),
        bearer(user));

    assertThat(verify(token).status()).isEqualTo(400);
    assertThat(check(user).text("/email")).isEqualTo(user.text("/user/email"));
    Eventually.isTrue(() -> letters.to(user.text("/user/email"), "has a new password").size() == 1);
  }

  @Test
  void changeWhenThereIsNoPasswordThenAFreshLoginStandsIn() {
    var id =
        auth.server(
                "/users",
                Map.of("users", List.of(Map.of("username", freshName(), "fullName", "Made"))))
            .text("/users/0/id");
    var token = auth.server("/tokens", Map.of("user", id)).text("/accessToken");
    var next = freshName() + "@example.org";

    var answer =
        auth.call(
            "PUT", "/api/auth/email", Map.of("email", next), "Authorization", "Bearer " + token);

    assertThat(answer.status()).isEqualTo(202);
    assertThat(verify(letters.token(next, VERIFY, 1)).status()).isEqualTo(204);
  }

  @Test
  void verifyWhenForeignOriginThenForbidden() {
    var user = auth.signUp(freshName());
    var token = letters.token(user.text("/user/email"), VERIFY, 1);

    assertThat(
            auth.call(
                    "POST",
                    "/api/auth/verify-email",
                    Map.of("token", token),
                    "Origin",
                    "https://evil.example")
                .status())
        .isEqualTo(403);
    assertThat(verify(token).status()).isEqualTo(204);
  }

  private Answer verify(String token) {
    return auth.call("POST", "/api/auth/verify-email", Map.of("token", token));
  }

  private Answer reset(String token) {
    return auth.call(
        "POST",
        "/api/auth/password-reset/confirm",
        Map.of("token", token, "newPassword", "eleven doors without a key"));
  }

  private Answer resend(Answer user) {
    return auth.post("/api/auth/verify-email/resend", null, user.text("/accessToken"));
  }

  private Answer change(Answer user, String email, String password) {
    return put(user, Map.of("email", email, "currentPassword", password));
  }

  private Answer put(Answer user, Object body) {
    return auth.call("PUT", "/api/auth/email", body, bearer(user));
  }

  private Answer check(Answer user) {
    return auth.get("/api/auth/check", user.text("/accessToken"));
  }

  private static String[] bearer(Answer user) {
    return new String[] {"Authorization", "Bearer " + user.text("/accessToken")};
  }
}
