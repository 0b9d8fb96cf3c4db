package io.parley.auth;

import static io.parley.auth.RunningAuth.PHRASE;
import static io.parley.auth.RunningAuth.freshName;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.testing.TestMongo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The store: shared by replicas, away for a while, opened with the wrong key.
class StoreIT {

  @Test
  void startWhenReplicasStartTogetherThenOneKeyAndEachTrustsTheOther() {
    var database = TestMongo.newDatabase();
    var key = RunningAuth.masterKey();
    var replicas =
        Concurrently.times(
            2, () -> RunningAuth.start("MONGODB_URI=" + database, "PARLEY_AUTH_MASTER_KEY=" + key));
    try (var one = replicas.getFirst();
        var other = replicas.getLast()) {
      ready(one);
      ready(other);
      var name = freshName();
      var tokens = one.signUp(name);

      assertThat(one.call("GET", "/.well-known/jwks.json", null).body())
          .isEqualTo(other.call("GET", "/.well-known/jwks.json", null).body());
      assertThat(other.get("/api/auth/check", tokens.text("/accessToken")).status()).isEqualTo(200);
      assertThat(other.logIn(name, PHRASE).status()).isEqualTo(200);
      var refreshed = other.refresh(tokens.text("/refreshToken"));
      assertThat(one.refresh(tokens.text("/refreshToken")).text("/refreshToken"))
          .isEqualTo(refreshed.text("/refreshToken"));
      assertThat(other.post("/api/auth/logout", null, tokens.text("/accessToken")).status())
          .isEqualTo(204);
      assertThat(one.get("/api/auth/check", tokens.text("/accessToken")).status()).isEqualTo(401);
    }
  }

  @Test
  void startWhenMasterKeyIsAnotherThenNotReadyAndNoNewKey() {
    var database = TestMongo.newDatabase();
    try (var first = RunningAuth.start("MONGODB_URI=" + database)) {
      ready(first);
      try (var other = RunningAuth.start("MONGODB_URI=" + database)) {
        assertThat(other.call("GET", "/internal/ready", null).status()).isEqualTo(503);
        assertThat(other.call("GET", "/.well-known/jwks.json", null).status()).isEqualTo(503);
        assertThat(other.signUp(freshName()).status()).isEqualTo(503);
        assertThat(other.server("/users", Map.of("users", List.of())).status()).isEqualTo(503);
      }
    }
  }

  @Test
  void callWhenStoreIsAwayThenTryAgainAndWellAfterwards(@TempDir Path directory)
      throws IOException {
    try (var mongo = TestMongo.stoppable(directory);
        var auth = RunningAuth.start("MONGODB_URI=" + mongo.uri("parley"))) {
      ready(auth);
      var name = freshName();
      var token = auth.signUp(name).text("/accessToken");
      mongo.stop();

      var away = auth.get("/api/auth/check", token);
      assertThat(away.status()).isEqualTo(503);
      assertThat(away.text("/type")).isEqualTo("/problems/try-again");
      assertThat(away.headers().getFirst("Retry-After")).isNotBlank();

      mongo.restart();
      Eventually.isTrue(() -> auth.get("/api/auth/check", token).status() == 200);
      assertThat(auth.logIn(name, PHRASE).status()).isEqualTo(200);
    }
  }

  /// The answer cannot tell who has an account when it does not even ask.
  @Test
  void resetWhenStoreIsAwayThenAnsweredAsEver(@TempDir Path directory) throws IOException {
    try (var mongo = TestMongo.stoppable(directory);
        var letters = Letters.start();
        var auth = RunningAuth.start(letters.settings("MONGODB_URI=" + mongo.uri("parley")))) {
      ready(auth);
      var email = auth.signUp(freshName()).text("/user/email");
      letters.token(email, "verify-email", 1);
      mongo.stop();

      var known = auth.call("POST", "/api/auth/password-reset", Map.of("email", email));
      var unknown =
          auth.call(
              "POST", "/api/auth/password-reset", Map.of("email", freshName() + "@example.org"));

      assertThat(known.status()).isEqualTo(202);
      assertThat(unknown.status()).isEqualTo(202);
      mongo.restart();
    }
  }

  private static void ready(RunningAuth auth) {
    Eventually.isTrue(() -> auth.call("GET", "/internal/ready", null).status() == 200);
  }
}
