package io.parley.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.parley.testing.Relay;
import io.parley.testing.TestMongo;
import io.parley.testing.TestRedis;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What others see of users is remembered by each replica, and forgotten by all when it changes.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecentProfilesIT {

  private static final String MASTER_KEY = RunningAuth.masterKey();

  private final String store = TestMongo.newDatabase().toString();
  private final RunningAuth here = start();
  private final RunningAuth there = start();
  private String admin = "";
  private RunningAuth.Answer ada;

  @BeforeAll
  void fill() {
    for (var replica : List.of(here, there)) {
      Eventually.isTrue(() -> replica.call("GET", "/internal/ready", null).status() == 200);
    }
    admin = here.bootstrapped(RunningAuth.freshName()).text("/accessToken");
    ada = here.signUp(RunningAuth.freshName());
    List.of(here, there).forEach(this::awaitUse);
  }

  @AfterAll
  void stop() {
    there.close();
    here.close();
  }

  @Test
  void profileWhenAskedForAgainThenTheStoreIsNotAsked() {
    var first = see(here).body();
    double known = hits(here);
    here.commands().take();

    assertThat(see(here).body()).isEqualTo(first);

    assertThat(here.commands().take()).isEmpty();
    assertThat(hits(here)).isEqualTo(known + 1);
  }

  @Test
  void profileWhenOneselfThenAlwaysAsStored() {
    var own = here.get("/api/users/" + id(), ada.text("/accessToken"));
    assertThat(own.text("/email")).isNotBlank();
    see(here);
    assertThat(here.get("/api/users/" + id(), ada.text("/accessToken")).body())
        .isEqualTo(own.body());
    assertThat(see(here).text("/email")).isEmpty();
  }

  @Test
  void profileWhenChangedThenHereAtOnceAndThereWhenHeard() {
    for (var name : new String[] {"Ada One", "Ada Two", "Ada Three"}) {
      see(here);
      see(there);
      rename(name);
      assertThat(see(here).text("/fullName")).isEqualTo(name);
      Eventually.isTrue(() -> see(there).text("/fullName").equals(name));
    }
  }

  @Test
  void rolesWhenChangedThenSeenAtOnce() {
    var path = "/api/admin/users/" + id() + "/roles";
    assertThat(see(here).body().get("roles").toString()).doesNotContain("moderator");
    for (var roles : new String[][] {{"user", "moderator"}, {"user"}}) {
      var answer =
          here.call("PUT", path, Map.of("roles", roles), "Authorization", "Bearer " + admin);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(see(here).body().get("roles")).hasSize(roles.length);
    }
  }

  @Test
  void profileWhenAReplicaCannotHearThenItAsksTheStore() {
    var redis = URI.create(TestRedis.url());
    try (var relay = Relay.to(redis.getPort());
        var deaf = start("REDIS_URL=" + throughPort(relay.port(), redis))) {
      Eventually.isTrue(() -> deaf.call("GET", "/internal/ready", null).status() == 200);
      awaitUse(deaf);
      relay.darken();

      rename("Ada Unheard");

      Eventually.isTrue(() -> see(deaf).text("/fullName").equals("Ada Unheard"));
    }
  }

  private static String throughPort(int port, URI redis) {
    return redis.toString().replace(":" + redis.getPort(), ":" + port);
  }

  private RunningAuth start(String... more) {
    var settings =
        new ArrayList<>(List.of("MONGODB_URI=" + store, "PARLEY_AUTH_MASTER_KEY=" + MASTER_KEY));
    settings.addAll(List.of(more));
    return RunningAuth.start(settings.toArray(String[]::new));
  }

  /// Until the replica is sure to hear.
  private void awaitUse(RunningAuth replica) {
    Eventually.isTrue(
        () -> {
          see(replica);
          return hits(replica) > 0;
        });
  }

  private void rename(String name) {
    var body = Map.of("fullName", name);
    var token = "Bearer " + ada.text("/accessToken");
    assertThat(here.call("PUT", "/api/auth/update-profile", body, "Authorization", token).status())
        .isEqualTo(200);
  }

  private String id() {
    return ada.text("/user/id");
  }

  private RunningAuth.Answer see(RunningAuth replica) {
    var answer = replica.get("/api/users/" + id(), admin);
    assertThat(answer.status()).isEqualTo(200);
    return answer;
  }

  private static double hits(RunningAuth replica) {
    return replica
        .bean(MeterRegistry.class)
        .get("cache.gets")
        .tags("cache", "profiles", "result", "hit")
        .functionCounter()
        .count();
  }
}
