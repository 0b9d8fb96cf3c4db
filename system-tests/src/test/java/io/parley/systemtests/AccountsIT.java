package io.parley.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What happens to accounts, as everyone else sees it: on the sockets, in the conversations and in
/// letters of a whole platform.
class AccountsIT {

  private static final String PHRASE = "seven lamps on the quay";

  @Test
  void accountsWhenClosedResetAndDeletedThenSocketsCloseAndConversationsGoOn() {
    try (var platform = Platform.cluster(2, Map.of())) {
      var nobody = new Api(platform.gateway(), null);
      var server = new Api(platform.gateway(), platform.serverKey());
      var admin = signUp(nobody, "admin");
      Api.expect(
          200,
          admin.api().post("/api/auth/bootstrap", Map.of("secret", platform.bootstrapSecret())));
      var administrator = logIn(nobody, admin.name());

      disabledThenTheSocketCloses(platform, nobody, administrator);
      resetThenTheSocketCloses(platform, nobody);
      deletedThenGoneFromGroupsAndTheMessagesStay(platform, nobody, server);
      auditedThenOnlyAnAdministratorReadsWhoDidWhat(platform, nobody, server, administrator);
    }
  }

  private record Person(String id, String name, Api api, String token) {}

  private void disabledThenTheSocketCloses(Platform platform, Api nobody, Api administrator) {
    var eve = signUp(nobody, "eve");
    try (var socket = ChatSocket.open(platform.gateway(), eve.token())) {
      socket.await("welcome");
      var began = System.nanoTime();

      Api.expect(
          200,
          administrator.put(
              "/api/admin/users/" + eve.id() + "/disabled", Map.of("disabled", true)));

      assertThat(closeCode(socket)).isEqualTo(4503);
      assertThat(System.nanoTime() - began).isLessThan(5_000_000_000L);
      assertThat(eve.api().get("/api/conversations").status()).isEqualTo(401);
    }
  }

  private void resetThenTheSocketCloses(Platform platform, Api nobody) {
    var fay = signUp(nobody, "fay");
    var address = fay.name() + "@example.org";
    try (var socket = ChatSocket.open(platform.gateway(), fay.token())) {
      socket.await("welcome");
      Api.expect(202, nobody.post("/api/auth/password-reset", Map.of("email", address)));
      var token = new Outbox(platform.data().resolve("outbox")).token("reset-password", address, 1);

      Api.expect(
          204,
          nobody.post(
              "/api/auth/password-reset/confirm",
              Map.of("token", token, "newPassword", "eleven doors without a key")));

      assertThat(closeCode(socket)).isEqualTo(4503);
    }
  }

  private void deletedThenGoneFromGroupsAndTheMessagesStay(
      Platform platform, Api nobody, Api server) {
    var gus = signUp(nobody, "gus");
    var hal = server.identity("hal-" + UUID.randomUUID().toString().substring(0, 8));
    var group = gus.api().conversation("group", List.of(hal.id()));
    Api.expect(
        201,
        gus.api()
            .post(
                "/api/conversations/" + group + "/messages",
                Map.of("clientMessageId", "m1", "text", "this stays")));
    var export = gus.api().get("/api/auth/export");
    Api.expect(200, export);
    var lines = export.response().body();
    assertThat(lines)
        .contains("\"type\":\"account\"", "\"id\":\"" + group + "\"", "this stays")
        .endsWith("{\"type\":\"end\"}\n");

    try (var socket = ChatSocket.open(platform.address("chat-2"), hal.token())) {
      socket.await("welcome");
      Api.expect(
          204,
          gus.api().call("DELETE", "/api/users/me", Map.of("currentPassword", PHRASE), Map.of()));
      var left = socket.await("member.left");
      assertThat(left.get("user").asString()).isEqualTo(gus.id());
    }
    var seen = server.as(hal.token());
    assertThat(seen.history(group)).hasSize(1);
    assertThat(seen.get("/api/users/" + gus.id()).body().get("fullName").asString())
        .isEqualTo("Deleted user");
    assertThat(seen.get("/api/conversations/" + group).body().get("role").asString())
        .isEqualTo("owner");
  }

  private void auditedThenOnlyAnAdministratorReadsWhoDidWhat(
      Platform platform, Api nobody, Api server, Api administrator) {
    var ivy = signUp(nobody, "ivy");
    var wrong = Map.of("login", ivy.name(), "password", "not the right words");
    Api.expect(401, nobody.post("/api/auth/login", wrong));
    var kim = server.identity("kim-" + UUID.randomUUID().toString().substring(0, 8));
    var group = ivy.api().conversation("group", List.of(kim.id()));
    Api.expect(204, ivy.api().delete("/api/conversations/" + group + "/members/" + kim.id()));
    Api.expect(200, ivy.api().get("/api/auth/export"));
    var roles = Map.of("roles", List.of("user", "moderator"));
    Api.expect(200, administrator.put("/api/admin/users/" + ivy.id() + "/roles", roles));
    var audit = "/api/admin/audit?user=" + ivy.id();
    Api.expect(403, logIn(nobody, ivy.name()).get(audit));
    var password = Map.of("currentPassword", PHRASE);
    Api.expect(204, logIn(nobody, ivy.name()).call("DELETE", "/api/users/me", password, Map.of()));

    var entries = administrator.get(audit);

    assertThat(entries.body().at("/items").valueStream().map(e -> e.get("action").asString()))
        .containsSubsequence(
            "account.deleted",
            "roles.changed",
            "data.exported",
            "login.refused",
            "login.started",
            "account.created");
    assertThat(entries.body().toString()).doesNotContain(PHRASE, "not the right words");
    assertThat(platform.logOf("chat-1") + platform.logOf("chat-2"))
        .containsPattern(
            "parley.audit: member.left reason=removed conversation=%s user=%s by=%s "
                .formatted(group, kim.id(), ivy.id()));
  }

  private static int closeCode(ChatSocket socket) {
    return socket.closed().orTimeout(10, TimeUnit.SECONDS).join().code();
  }

  private static Person signUp(Api nobody, String prefix) {
    var name = prefix + "-" + UUID.randomUUID().toString().substring(0, 8);
    var answer = nobody.post("/api/auth/signup", Api.newcomer(name, PHRASE));
    Api.expect(201, answer);
    var token = answer.body().get("accessToken").asString();
    return new Person(answer.body().at("/user/id").asString(), name, nobody.as(token), token);
  }

  private static Api logIn(Api nobody, String name) {
    var answer =
        nobody.post("/api/auth/login", Map.of("login", name, "password", PHRASE, "tokens", "body"));
    Api.expect(200, answer);
    return nobody.as(answer.body().get("accessToken").asString());
  }
}
