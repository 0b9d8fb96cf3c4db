package io.parley.auth;

import static io.parley.auth.RunningAuth.PHRASE;
import static io.parley.auth.RunningAuth.freshName;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.auth.RunningAuth.Answer;
import io.parley.auth.password.PasswordHasher;
import io.parley.testing.TestMongo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Refused logins do the same work, whoever was asked for: what is computed and what the store is
/// asked decide how long an answer takes, and no clock is needed to compare them.
class LoginWorkIT {

  private static final String WRONG = "not the right one at all";
  private static final int MEMORY_KIB = 512;
  private static final int ITERATIONS = 2;

  /// @param computed in passes over a KiB
  /// @param commands of the store, in order
  private record Work(int status, String detail, long computed, List<String> commands) {}

  @Test
  void logInWhenRefusedThenTheSameWorkWhoeverWasAskedFor() {
    var database = TestMongo.newDatabase();
    var master = RunningAuth.masterKey();
    var old = freshName();
    try (var auth = start(database, master, MEMORY_KIB / 2, 1)) {
      assertThat(auth.signUp(old).status()).isEqualTo(201);
    }
    try (var auth = start(database, master, MEMORY_KIB, ITERATIONS)) {
      var known = freshName();
      auth.signUp(known);
      var disabled = disabled(auth);
      var passwordless = withoutPassword(auth);

      var tries = new HashMap<String, Work>();
      tries.put("wrong password", work(auth, known, WRONG));
      tries.put("wrong password by address", work(auth, known + "@example.org", WRONG));
      tries.put("wrong password for a cheaper hash", work(auth, old, WRONG));
      tries.put("unknown name", work(auth, freshName(), WRONG));
      tries.put("unknown address", work(auth, freshName() + "@example.org", WRONG));
      tries.put("no name at all", work(auth, "a b\n" + "c".repeat(60), WRONG));
      tries.put("no password set", work(auth, passwordless, WRONG));
      tries.put("disabled, wrong password", work(auth, disabled, WRONG));
      tries.put("disabled, right password", work(auth, disabled, PHRASE));

      assertThat(tries.values()).as("%s", tries).containsOnly(tries.get("wrong password"));
      var one = tries.get("wrong password");
      assertThat(one.status()).isEqualTo(401);
      assertThat(one.computed()).isEqualTo((long) MEMORY_KIB * ITERATIONS);
      assertThat(one.commands()).containsExactly("find auth_users", "insert auth_audit");
    }
  }

  @Test
  void logInWhenLimitedThenTheSameWorkWhoeverWasAskedFor() {
    try (var auth =
        start(
            TestMongo.newDatabase(),
            RunningAuth.masterKey(),
            MEMORY_KIB,
            ITERATIONS,
            "PARLEY_LIMIT_WRONG_LOGINS_ADDRESS=3")) {
      var passwordless = withoutPassword(auth);
      for (int i = 0; i < 3; i++) {
        assertThat(auth.logIn(passwordless, WRONG).status()).isEqualTo(401);
      }

      var known = work(auth, passwordless, WRONG);
      var unknown = work(auth, freshName(), WRONG);

      assertThat(known.status()).isEqualTo(429);
      assertThat(known.computed()).isZero();
      assertThat(unknown).isEqualTo(known);
    }
  }

  private static RunningAuth start(
      String database, String master, int memoryKib, int iterations, String... more) {
    var settings =
        new ArrayList<>(
            List.of(
                "MONGODB_URI=" + database,
                "PARLEY_AUTH_MASTER_KEY=" + master,
                "PARLEY_ARGON2_MEMORY_KIB=" + memoryKib,
                "PARLEY_ARGON2_ITERATIONS=" + iterations));
    settings.addAll(List.of(more));
    var auth = RunningAuth.start(settings.toArray(String[]::new));
    Eventually.isTrue(() -> auth.call("GET", "/internal/ready", null).status() == 200);
    return auth;
  }

  private static Work work(RunningAuth auth, String name, String password) {
    auth.commands().take();
    var hasher = auth.bean(PasswordHasher.class);
    var before = hasher.work();
    var answer = auth.logIn(name, password);
    return new Work(
        answer.status(), answer.text("/detail"), hasher.work() - before, auth.commands().take());
  }

  private static String disabled(RunningAuth auth) {
    var admin = auth.bootstrapped(freshName()).text("/accessToken");
    var name = freshName();
    var id = auth.signUp(name).text("/user/id");
    Answer answer =
        auth.call(
            "PUT",
            "/api/admin/users/" + id + "/disabled",
            Map.of("disabled", true),
            "Authorization",
            "Bearer " + admin);
    assertThat(answer.status()).isEqualTo(200);
    return name;
  }

  private static String withoutPassword(RunningAuth auth) {
    var name = freshName();
    var user = Map.of("username", name, "fullName", "Of a Backend");
    assertThat(auth.server("/users", Map.of("users", List.of(user))).status()).isEqualTo(200);
    return name;
  }
}
