package io.parley.auth;

import static io.parley.auth.RunningAuth.BOOTSTRAP_SECRET;
import static io.parley.auth.RunningAuth.freshName;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.auth.RunningAuth.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The first administrator, and that there always is a last one.
class BootstrapIT {

  @Test
  void bootstrapWhenRightThenAdminOnceAndNeverAgain() {
    try (var auth = started()) {
      var first = auth.signUp(freshName());
      var second = auth.signUp(freshName());

      var wrong = bootstrap(auth, first, "not-the-bootstrap-secret");
      var right = bootstrap(auth, first, BOOTSTRAP_SECRET);
      var again = bootstrap(auth, second, BOOTSTRAP_SECRET);

      assertThat(wrong.status()).isEqualTo(403);
      assertThat(right.status()).isEqualTo(200);
      assertThat(right.body().at("/roles").toString()).isEqualTo("[\"admin\",\"user\"]");
      assertThat(again.status()).isEqualTo(403);
      assertThat(again.body()).isEqualTo(wrong.body());
      assertThat(bootstrap(auth, first, BOOTSTRAP_SECRET).status()).isEqualTo(403);
      var token = auth.refresh(first.text("/refreshToken")).text("/accessToken");
      assertThat(auth.get("/api/admin/users", token).status()).isEqualTo(200);
      assertThat(auth.call("POST", "/api/auth/bootstrap", Map.of("secret", "x")).status())
          .isEqualTo(401);
      assertThat(auth.post("/api/auth/bootstrap", "{}", second.text("/accessToken")).status())
          .isEqualTo(400);
    }
  }

  @Test
  void bootstrapWhenManyAtOnceThenOneAdministrator() {
    try (var auth = started()) {
      var users =
          List.of(auth.signUp(freshName()), auth.signUp(freshName()), auth.signUp(freshName()));

      var statuses =
          Concurrently.<Integer>times(
              9, i -> () -> bootstrap(auth, users.get(i % 3), BOOTSTRAP_SECRET).status());
      var admins =
          users.stream()
              .filter(
                  user ->
                      auth.get("/api/auth/check", user.text("/accessToken"))
                          .body()
                          .at("/roles")
                          .toString()
                          .contains("admin"));

      assertThat(statuses).containsOnly(200, 403).contains(200);
      assertThat(admins).hasSize(1);
    }
  }

  @Test
  void bootstrapWhenGuessedThenLimitedByAddress() {
    try (var auth = started("PARLEY_LIMIT_BOOTSTRAP_ADDRESS=3")) {
      var user = auth.signUp(freshName());
      for (int i = 0; i < 3; i++) {
        assertThat(bootstrap(auth, user, "guess-" + i).status()).isEqualTo(403);
      }

      assertThat(bootstrap(auth, user, BOOTSTRAP_SECRET).status()).isEqualTo(429);
    }
  }

  @Test
  void startWhenTheSecretIsTooShortThenOneSentence() {
    assertThatThrownBy(() -> RunningAuth.start("PARLEY_BOOTSTRAP_SECRET=short"))
        .rootCause()
        .hasMessage("PARLEY_BOOTSTRAP_SECRET has 5 characters (expected: at least 16)");
  }

  @Test
  void removeWhenTheLastAdministratorWouldGoThenConflict() {
    try (var auth = started()) {
      var first = auth.bootstrapped(freshName());
      var token = first.text("/accessToken");
      var id = auth.get("/api/auth/check", token).text("/id");

      assertThat(roles(auth, token, id, "user").status()).isEqualTo(409);
      assertThat(disable(auth, token, id).status()).isEqualTo(409);
      assertThat(auth.get("/api/admin/users", token).status()).isEqualTo(200);

      var second = auth.signUp(freshName());
      assertThat(roles(auth, token, second.text("/user/id"), "user", "admin").status())
          .isEqualTo(200);
      assertThat(roles(auth, token, id, "user").status()).isEqualTo(200);
      assertThat(auth.get("/api/admin/users", token).status()).isEqualTo(401);
      var other = auth.refresh(second.text("/refreshToken")).text("/accessToken");
      assertThat(roles(auth, other, second.text("/user/id"), "user").status()).isEqualTo(409);
    }
  }

  @Test
  void removeWhenAdministratorsRemoveEachOtherAtOnceThenOneIsLeft() {
    try (var auth = started()) {
      var token = auth.bootstrapped(freshName()).text("/accessToken");
      for (int round = 0; round < 3; round++) {
        var one = token;
        var oneId = auth.get("/api/auth/check", one).text("/id");
        var tokens = auth.signUp(freshName());
        var otherId = tokens.text("/user/id");
        roles(auth, one, otherId, "user", "admin");
        var other = auth.refresh(tokens.text("/refreshToken")).text("/accessToken");

        Concurrently.<Answer>times(
            2, i -> () -> i == 0 ? disable(auth, one, otherId) : disable(auth, other, oneId));

        var left =
            List.of(one, other).stream()
                .filter(each -> auth.get("/api/admin/users", each).status() == 200)
                .toList();
        assertThat(left).hasSize(1);
        token = left.getFirst();
      }
    }
  }

  private static RunningAuth started(String... settings) {
    var auth = RunningAuth.start(settings);
    Eventually.isTrue(() -> auth.call("GET", "/internal/ready", null).status() == 200);
    return auth;
  }

  private static Answer bootstrap(RunningAuth auth, Answer user, String secret) {
    return auth.post("/api/auth/bootstrap", Map.of("secret", secret), user.text("/accessToken"));
  }

  private static Answer roles(RunningAuth auth, String token, String id, String... roles) {
    return auth.call(
        "PUT",
        "/api/admin/users/" + id + "/roles",
        Map.of("roles", List.of(roles)),
        "Authorization",
        "Bearer " + token);
  }

  private static Answer disable(RunningAuth auth, String token, String id) {
    return auth.call(
        "PUT",
        "/api/admin/users/" + id + "/disabled",
        Map.of("disabled", true),
        "Authorization",
        "Bearer " + token);
  }
}
