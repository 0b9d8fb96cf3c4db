package io.parley.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The published documents against the running system: a tour that calls every documented operation
/// and sees every frame that two people cause, and checks each answer against its schema.
@ExtendWith(SharedPlatform.class)
class ApiDocumentsIT {

  private static final String C = "/api/conversations/{id}";

  private final List<String> misfits = new ArrayList<>();
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Platform platform;
  private final ApiDocument rest;
  private final Api nobody;

  ApiDocumentsIT(Platform platform) {
    this.platform = platform;
    nobody = new Api(platform.gateway(), null);
    rest = new ApiDocument(nobody.get("/api/openapi.json").body());
  }

  @Test
  void everyDocumentedOperationAnswersAsDocumented() {
    var server = new Api(platform.gateway(), platform.serverKey());
    var suffix = UUID.randomUUID().toString().substring(0, 8);
    account(suffix);
    ownAccount(suffix);
    administration(suffix);
    var eve = server.identity("eve-" + suffix);
    var fred = server.identity("fred-" + suffix);
    call(
        server,
        "POST /api/server/users",
        Map.of("users", List.of(Map.of("username", "gil-" + suffix, "fullName", "Gil"))));
    call(server, "POST /api/server/tokens", Map.of("user", eve.id()));
    conversation(server.as(eve.token()), eve, fred);
    call(nobody, "GET /.well-known/jwks.json", null);
    call(nobody, "GET /health", null);
    call(nobody, "GET /api/openapi.json", null);
    call(nobody, "GET /api/asyncapi.json", null);

    assertThat(misfits).isEmpty();
    assertThat(rest.seen()).as("operations on the tour").containsAll(rest.operations());
  }

  @Test
  void everyOperationThatIsNotOpenRefusesNobodyWithADocumentedProblem() {
    values.putAll(Map.of("id", "x", "login", "x", "userId", "x", "messageId", "x", "emoji", "x"));
    for (var operation : rest.operations()) {
      if (!rest.isOpen(operation)) {
        var body = operation.startsWith("GET") || operation.startsWith("DELETE") ? null : Map.of();
        var answer = request(nobody, operation, body);
        assertThat(answer.status()).as(operation).isEqualTo(401);
        misfits.addAll(rest.check(operation, answer));
      }
    }
    assertThat(misfits).isEmpty();
  }

  @Test
  void everyFrameThatTwoPeopleCauseFitsTheDocument() {
    var frames = new ApiDocument(nobody.get("/api/asyncapi.json").body());
    var server = new Api(platform.gateway(), platform.serverKey());
    var suffix = UUID.randomUUID().toString().substring(0, 8);
    var ann = server.identity("ann-" + suffix);
    var bob = server.identity("bob-" + suffix);
    var cid = server.identity("cid-" + suffix);
    try (var annSocket = ChatSocket.open(platform.address("chat-1"), ann.token());
        var bobSocket = ChatSocket.open(platform.address("chat-2"), bob.token())) {
      annSocket.await("welcome");
      bobSocket.await("welcome");
      var id = server.as(ann.token()).conversation("group", List.of(bob.id()));
      bobSocket.await("conversation.added");
      bobSocket.send(Map.of("type", "watch", "users", List.of(ann.id())));
      bobSocket.await("presence");
      annSocket.send(
          Map.of(
              "type",
              "send",
              "ref",
              "1",
              "conversation",
              id,
              "clientMessageId",
              "m1",
              "text",
              "hi"));
      var message = annSocket.await("ack").get("message").asString();
      bobSocket.await("message");
      bobSocket.send(Map.of("type", "mark", "conversation", id, "read", 1));
      annSocket.await("marks");
      bobSocket.send(Map.of("type", "typing", "conversation", id, "on", true));
      annSocket.await("typing");
      annSocket.send(
          Map.of(
              "type", "edit", "ref", "2", "conversation", id, "message", message, "text", "hello"));
      bobSocket.await("message.edited");
      bobSocket.send(
          Map.of(
              "type",
              "react",
              "ref",
              "3",
              "conversation",
              id,
              "message",
              message,
              "emoji",
              "👍",
              "on",
              true));
      annSocket.await("reaction");
      annSocket.send(Map.of("type", "delete", "ref", "4", "conversation", id, "message", message));
      bobSocket.await("message.deleted");
      Api.expect(
          201,
          server
              .as(ann.token())
              .post("/api/conversations/" + id + "/members", Map.of("users", List.of(cid.id()))));
      bobSocket.await("member.joined");
      annSocket.send(Map.of("type", "ping", "ref", "5"));
      annSocket.await("pong");
      annSocket.send(Map.of("type", "nonsense", "ref", "6"));
      annSocket.await("problem");
      Api.expect(
          204, server.as(ann.token()).delete("/api/conversations/" + id + "/members/" + bob.id()));
      annSocket.await("member.left");
      bobSocket.await("conversation.removed");
      annSocket.frames().forEach(frame -> misfits.addAll(frames.checkFrame(frame)));
      bobSocket.frames().forEach(frame -> misfits.addAll(frames.checkFrame(frame)));
      resumeFrames(frames, id, ann);
    }
    assertThat(misfits).isEmpty();
  }

  private void resumeFrames(ApiDocument frames, String id, Api.Identity ann) {
    try (var socket = ChatSocket.open(platform.gateway(), ann.token(), "?resume=1", frame -> {})) {
      socket.send(
          Map.of(
              "type", "resume",
              "ref", "r",
              "positions", Map.of(id, Map.of("epoch", "another", "sequence", 0))));
      socket.await("resync");
      socket.await(f -> f.path("type").asString("").equals("resumed") && f.has("ref"));
      socket.frames().forEach(frame -> misfits.addAll(frames.checkFrame(frame)));
    }
  }

  private void account(String suffix) {
    var name = "dora-" + suffix;
    var phrase = "correct horse battery " + suffix.charAt(0);
    call(
        nobody,
        "POST /api/auth/signup",
        Map.of(
            "email",
            name + "@example.org",
            "username",
            name,
            "fullName",
            "Dora",
            "password",
            phrase,
            "tokens",
            "body"));
    var login =
        call(
            nobody,
            "POST /api/auth/login",
            Map.of("login", name, "password", phrase, "tokens", "body"));
    var dora = nobody.as(login.body().get("accessToken").asString());
    call(
        nobody,
        "POST /api/auth/refresh",
        Map.of("refreshToken", login.body().get("refreshToken").asString()));
    var me = call(dora, "GET /api/auth/check", null);
    values.put("id", me.body().get("id").asString());
    call(dora, "GET /api/users/{id}", null);
    call(dora, "GET /api/users", null);
    call(dora, "POST /api/auth/ticket", Map.of());
    call(dora, "PUT /api/auth/update-profile", Map.of("fullName", "Dora D."));
    call(
        dora,
        "PUT /api/auth/password",
        Map.of("currentPassword", phrase, "newPassword", "another horse " + suffix + " battery"));
    var logins = call(dora, "GET /api/auth/logins", null).body().get("items");
    values.put("id", logins.get(0).get("id").asString());
    var other =
        nobody.post(
            "/api/auth/login",
            Map.of(
                "login",
                name,
                "password",
                "another horse " + suffix + " battery",
                "tokens",
                "body"));
    Api.expect(200, other);
    call(
        nobody.as(other.body().get("accessToken").asString()),
        "DELETE /api/auth/logins/{id}",
        null);
    identities(nobody.as(other.body().get("accessToken").asString()));
    call(nobody.as(other.body().get("accessToken").asString()), "POST /api/auth/logout", null);
  }

  private void ownAccount(String suffix) {
    var name = "hal-" + suffix;
    var phrase = "seven lamps on the quay " + suffix.charAt(0);
    var next = "eleven doors without a key " + suffix.charAt(0);
    var address = name + "@example.org";
    var hal = signedUp(name, phrase);
    call(nobody, "POST /api/auth/verify-email", Map.of("token", token("verify-email", address, 1)));
    var other = signedUp("ida-" + suffix, phrase);
    call(other, "POST /api/auth/verify-email/resend", null);
    call(hal, "PUT /api/auth/email", Map.of("email", "new-" + address, "currentPassword", phrase));
    token("change-email", "new-" + address, 1);
    call(nobody, "POST /api/auth/password-reset", Map.of("email", address));
    call(
        nobody,
        "POST /api/auth/password-reset/confirm",
        Map.of("token", token("reset-password", address, 1), "newPassword", next));
    call(other, "GET /api/auth/export", null);
    call(other, "DELETE /api/users/me", Map.of("currentPassword", phrase));
  }

  private void administration(String suffix) {
    var phrase = "seven lamps on the quay " + suffix.charAt(0);
    var name = "jan-" + suffix;
    var jan = signedUp(name, phrase);
    call(jan, "POST /api/auth/bootstrap", Map.of("secret", platform.bootstrapSecret()));
    var admin = loggedIn(name, phrase);
    var kim = signedUp("kim-" + suffix, phrase);
    values.put("id", kim.get("/api/auth/check").body().get("id").asString());
    call(admin, "GET /api/admin/users", null);
    call(admin, "GET /api/admin/users/{id}", null);
    call(admin, "PUT /api/admin/users/{id}/roles", Map.of("roles", List.of("user", "moderator")));
    var logins = call(admin, "GET /api/admin/users/{id}/logins", null).body().get("items");
    values.put("login", logins.get(0).get("id").asString());
    call(admin, "DELETE /api/admin/users/{id}/logins/{login}", null);
    call(admin, "DELETE /api/admin/users/{id}/logins", null);
    call(admin, "PUT /api/admin/users/{id}/disabled", Map.of("disabled", true));
    call(admin, "GET /api/admin/audit", null);
  }

  private Api signedUp(String name, String phrase) {
    var body = Api.newcomer(name, phrase);
    var answer = nobody.post("/api/auth/signup", body);
    Api.expect(201, answer);
    return nobody.as(answer.body().get("accessToken").asString());
  }

  private Api loggedIn(String name, String phrase) {
    var answer =
        nobody.post("/api/auth/login", Map.of("login", name, "password", phrase, "tokens", "body"));
    Api.expect(200, answer);
    return nobody.as(answer.body().get("accessToken").asString());
  }

  private String token(String kind, String address, int count) {
    return new Outbox(platform.data().resolve("outbox")).token(kind, address, count);
  }

  /// Without a provider there is nothing to log in by or to link.
  private void identities(Api api) {
    values.put("provider", "none");
    values.put("id", "none");
    call(nobody, "GET /api/auth/oidc", null);
    missing(nobody, "GET /api/auth/oidc/{provider}", null);
    missing(nobody, "GET /api/auth/oidc/{provider}/callback", null);
    call(api, "GET /api/auth/identities", null);
    missing(api, "POST /api/auth/identities", Map.of("provider", "none"));
    missing(api, "DELETE /api/auth/identities/{id}", null);
  }

  private void conversation(Api eve, Api.Identity eveIdentity, Api.Identity fred) {
    var made =
        call(
            eve,
            "POST /api/conversations",
            Map.of("kind", "group", "members", List.of(fred.id()), "name", "tour"));
    values.put("id", made.body().get("id").asString());
    values.put("userId", fred.id());
    call(eve, "GET /api/conversations", null);
    call(eve, "GET " + C, null);
    call(eve, "PATCH " + C, Map.of("name", "the tour"));
    call(eve, "GET " + C + "/members", null);
    call(eve, "PATCH " + C + "/members/{userId}", Map.of("role", "moderator"));
    var message =
        call(eve, "POST " + C + "/messages", Map.of("clientMessageId", "m", "text", "hello"));
    values.put("messageId", message.body().get("id").asString());
    values.put("emoji", "%F0%9F%91%8D");
    call(eve, "GET " + C + "/messages", null);
    call(eve, "GET " + C + "/messages/{messageId}", null);
    call(eve, "PATCH " + C + "/messages/{messageId}", Map.of("text", "hello there"));
    call(eve, "PUT " + C + "/messages/{messageId}/reactions/{emoji}", null);
    call(eve, "DELETE " + C + "/messages/{messageId}/reactions/{emoji}", null);
    call(eve, "GET " + C + "/events", null);
    call(eve, "GET " + C + "/marks", null);
    call(eve, "PUT " + C + "/marks", Map.of("read", 1));
    call(eve, "DELETE " + C + "/messages/{messageId}", null);
    call(eve, "DELETE " + C + "/members/{userId}", null);
    call(eve, "POST " + C + "/members", Map.of("users", List.of(fred.id())));
    misfits.addAll(
        rest.check(
            "GET /api/presence",
            eve.get("/api/presence?users=" + fred.id() + "," + eveIdentity.id())));
    call(eve, "DELETE " + C, null);
  }

  /// Calls an operation, which must succeed and fit.
  private Api.Answer call(Api api, String operation, @Nullable Object body) {
    var answer = request(api, operation, body);
    if (answer.status() >= 300) {
      misfits.add(operation + " answered " + answer.status() + ": " + answer.body());
    }
    misfits.addAll(rest.check(operation, answer));
    return answer;
  }

  /// Calls an operation on something that is not there.
  private void missing(Api api, String operation, @Nullable Object body) {
    var answer = request(api, operation, body);
    assertThat(answer.status()).as(operation).isEqualTo(404);
    misfits.addAll(rest.check(operation, answer));
  }

  private Api.Answer request(Api api, String operation, @Nullable Object body) {
    var words = operation.split(" ");
    var path = words[1];
    for (var value : values.entrySet()) {
      path = path.replace("{" + value.getKey() + "}", value.getValue());
    }
    return api.call(words[0], path, body, Map.of());
  }
}
