package io.parley.auth;

import static io.parley.auth.RunningAuth.PHRASE;
import static io.parley.auth.RunningAuth.freshName;
import static io.parley.auth.RunningAuth.signUpBody;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.edge.http.ClientAddresses;
import io.parley.testing.TestRedis;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The limits, with a Redis that may be away.
class LimitsIT {

  private static final String WRONG = "not the right one at all";

  @Test
  void logInWhenStrangersGuessThenTheyWaitAndTheOwnerDoesNot() {
    try (var auth =
        RunningAuth.start(
            "PARLEY_LIMIT_WRONG_LOGINS_ACCOUNT=3", "PARLEY_LIMIT_WRONG_LOGINS_ADDRESS=100")) {
      ready(auth);
      var gateway = auth.serviceToken("gateway");
      var name = freshName();
      var nobody = freshName();
      from(auth, gateway, "9.9.9.9", "/api/auth/signup", signUpBody(name));

      for (int i = 0; i < 3; i++) {
        assertThat(logIn(auth, gateway, "6.6.6.6", name, WRONG).status()).isEqualTo(401);
        assertThat(logIn(auth, gateway, "6.6.6.6", nobody, WRONG).status()).isEqualTo(401);
      }

      var limited = logIn(auth, gateway, "6.6.6.6", name, PHRASE);
      assertThat(limited.status()).isEqualTo(429);
      assertThat(limited.text("/type")).isEqualTo("/problems/rate-limited");
      assertThat(limited.headers().getFirst("Retry-After")).isNotBlank();
      assertThat(logIn(auth, gateway, "6.6.6.6", nobody, WRONG).status()).isEqualTo(429);
      assertThat(logIn(auth, gateway, "9.9.9.9", name, WRONG).status()).isEqualTo(429);
      assertThat(logIn(auth, gateway, "9.9.9.9", name, PHRASE).status()).isEqualTo(200);
    }
  }

  @Test
  void logInWhenAnAccountIsTriedByBothItsNamesThenTheyCountTogether() {
    try (var auth =
        RunningAuth.start(
            "PARLEY_LIMIT_WRONG_LOGINS_ACCOUNT=4", "PARLEY_LIMIT_WRONG_LOGINS_ADDRESS=100")) {
      ready(auth);
      var gateway = auth.serviceToken("gateway");
      var name = freshName();
      from(auth, gateway, "9.9.9.9", "/api/auth/signup", signUpBody(name));
      var nobody = freshName();

      for (var typed : spellings(name)) {
        assertThat(logIn(auth, gateway, "6.6.6.6", typed, WRONG).status()).isEqualTo(401);
      }
      for (int i = 0; i < 2; i++) {
        assertThat(logIn(auth, gateway, "6.6.6.6", nobody, WRONG).status()).isEqualTo(401);
        assertThat(logIn(auth, gateway, "6.6.6.6", upper(nobody), WRONG).status()).isEqualTo(401);
      }

      for (var typed : spellings(name)) {
        assertThat(logIn(auth, gateway, "6.6.6.6", typed, PHRASE).status()).isEqualTo(429);
        assertThat(logIn(auth, gateway, "9.9.9.9", typed, PHRASE).status()).isEqualTo(200);
      }
      assertThat(logIn(auth, gateway, "6.6.6.6", nobody, WRONG).status()).isEqualTo(429);
      assertThat(logIn(auth, gateway, "6.6.6.6", name + "@example.com", WRONG).status())
          .isEqualTo(401);
    }
  }

  @Test
  void logInWhenWhatAnAccountIsCountedByIsTypedThenItCountsForNobodyElse() {
    try (var auth =
        RunningAuth.start(
            "PARLEY_LIMIT_WRONG_LOGINS_ACCOUNT=2", "PARLEY_LIMIT_WRONG_LOGINS_ADDRESS=100")) {
      ready(auth);
      var gateway = auth.serviceToken("gateway");
      var name = freshName();
      var owner = from(auth, gateway, "9.9.9.9", "/api/auth/signup", signUpBody(name));
      for (var kind : List.of("account ", "change of ", "name ", "")) {
        for (int i = 0; i < 3; i++) {
          logIn(auth, gateway, "6.6.6.6", kind + owner.text("/user/id"), WRONG);
        }
      }

      assertThat(logIn(auth, gateway, "7.7.7.7", name, PHRASE).status()).isEqualTo(200);
      var change = Map.of("currentPassword", PHRASE, "newPassword", "eleven doors without a key");
      assertThat(
              auth.call(
                      "PUT",
                      "/api/auth/password",
                      change,
                      "Authorization",
                      "Bearer " + owner.text("/accessToken"))
                  .status())
          .isLessThan(300);
    }
  }

  @Test
  void logInWhenRightThenIsNotCounted() {
    try (var auth =
        RunningAuth.start(
            "PARLEY_LIMIT_WRONG_LOGINS_ACCOUNT=2", "PARLEY_LIMIT_WRONG_LOGINS_OVERALL=50")) {
      ready(auth);
      var name = freshName();
      auth.signUp(name);

      for (int i = 0; i < 6; i++) {
        assertThat(auth.logIn(name, PHRASE).status()).isEqualTo(200);
        assertThat(auth.logIn(name + "@example.org", PHRASE).status()).isEqualTo(200);
      }
      assertThat(auth.logIn(name, WRONG).status()).isEqualTo(401);
    }
  }

  @Test
  void logInWhenManyNamesFromOneAddressThenTheAddressWaits() {
    try (var auth = RunningAuth.start("PARLEY_LIMIT_WRONG_LOGINS_ADDRESS=4")) {
      ready(auth);
      var gateway = auth.serviceToken("gateway");

      var first =
          Concurrently.times(
              10, () -> logIn(auth, gateway, "2001:db8::1", freshName(), WRONG).status());

      assertThat(first.stream().filter(status -> status == 401)).hasSize(4);
      assertThat(first.stream().filter(status -> status == 429)).hasSize(6);
      assertThat(logIn(auth, gateway, "2001:db8::2", freshName(), WRONG).status()).isEqualTo(429);
      assertThat(logIn(auth, gateway, "2001:db8:0:1::1", freshName(), WRONG).status())
          .isEqualTo(401);
    }
  }

  @Test
  void signUpWhenForwardedForIsInventedThenItChangesNothing() {
    try (var auth = RunningAuth.start("PARLEY_LIMIT_SIGN_UPS_ADDRESS=2")) {
      ready(auth);
      for (int i = 0; i < 2; i++) {
        assertThat(invented(auth, i).status()).isEqualTo(201);
      }

      assertThat(invented(auth, 3).status()).isEqualTo(429);
      var bad = Map.of("username", "x");
      assertThat(auth.call("POST", "/api/auth/signup", bad).status()).isEqualTo(400);
    }
  }

  @Test
  void resetWhenAskedForOftenFromOneAddressThenLimitedWhateverIsAskedFor() {
    try (var letters = Letters.start();
        var auth = RunningAuth.start(letters.settings("PARLEY_LIMIT_PASSWORD_RESETS_ADDRESS=2"))) {
      ready(auth);
      var gateway = auth.serviceToken("gateway");
      var path = "/api/auth/password-reset";
      var known = Map.of("email", auth.signUp(freshName()).text("/user/email"));
      var nobody = Map.of("email", freshName() + "@example.org");

      assertThat(from(auth, gateway, "6.6.6.6", path, nobody).status()).isEqualTo(202);
      assertThat(from(auth, gateway, "6.6.6.6", path, known).status()).isEqualTo(202);

      assertThat(from(auth, gateway, "6.6.6.6", path, nobody).status()).isEqualTo(429);
      assertThat(from(auth, gateway, "6.6.6.6", path, known).status()).isEqualTo(429);
      assertThat(from(auth, gateway, "7.7.7.7", path, known).status()).isEqualTo(202);
    }
  }

  @Test
  void logInWhenRedisIsAwayThenStillLimitedAndStillPossible() {
    var redis = TestRedis.start();
    try (var auth =
        RunningAuth.start("REDIS_URL=" + redis.url(), "PARLEY_LIMIT_WRONG_LOGINS_ACCOUNT=3")) {
      ready(auth);
      var name = freshName();
      var tokens = auth.signUp(name);
      redis.stop();

      assertThat(auth.logIn(name, PHRASE).status()).isEqualTo(200);
      var nobody = freshName();
      for (int i = 0; i < 3; i++) {
        assertThat(auth.logIn(nobody, WRONG).status()).isEqualTo(401);
      }
      assertThat(auth.logIn(nobody, WRONG).status()).isEqualTo(429);
      assertThat(auth.post("/api/auth/logout", null, tokens.text("/accessToken")).status())
          .isEqualTo(204);
      assertThat(auth.get("/api/auth/check", tokens.text("/accessToken")).status()).isEqualTo(401);
      assertThat(auth.call("GET", "/internal/ready", null).status()).isEqualTo(200);
    } finally {
      redis.stop();
    }
  }

  /// What its owner may type for a name.
  private static List<String> spellings(String name) {
    return List.of(name, name + "@example.org", upper(name), upper(name + "@example.org"));
  }

  private static String upper(String name) {
    return name.toUpperCase(Locale.ROOT);
  }

  private static void ready(RunningAuth auth) {
    Eventually.isTrue(() -> auth.call("GET", "/internal/ready", null).status() == 200);
  }

  private static RunningAuth.Answer invented(RunningAuth auth, int i) {
    return auth.call(
        "POST",
        "/api/auth/signup",
        signUpBody(freshName()),
        "X-Forwarded-For",
        "10.0.0." + i,
        "X-Parley-Gateway-Token",
        "made-up");
  }

  private static RunningAuth.Answer logIn(
      RunningAuth auth, String gateway, String address, String name, String password) {
    return from(
        auth,
        gateway,
        address,
        "/api/auth/login",
        Map.of("login", name, "password", password, "tokens", "body"));
  }

  private static RunningAuth.Answer from(
      RunningAuth auth, String gateway, String address, String path, Object body) {
    return auth.call(
        "POST",
        path,
        body,
        ClientAddresses.GATEWAY_TOKEN_HEADER,
        gateway,
        "X-Forwarded-For",
        address);
  }
}
