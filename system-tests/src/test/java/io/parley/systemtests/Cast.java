package io.parley.systemtests;

import com.mongodb.client.MongoClients;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The people of the permission table, with their passwords, tokens and sockets, and the
/// conversations in which they are what their names say.
final class Cast implements AutoCloseable {

  static final List<String> ROLES = List.of("owner", "admin", "moderator", "member");

  private static final List<String> WITH_PASSWORD =
      List.of(
          "owner",
          "admin",
          "moderator",
          "member",
          "removed",
          "stranger",
          "administrator",
          "platform-moderator");
  private static final List<String> OTHERS =
      List.of(
          "bystander",
          "newcomer-owner",
          "newcomer-admin",
          "newcomer-moderator",
          "victim-owner",
          "victim-admin",
          "victim-moderator",
          "victim-member",
          "twin-owner",
          "twin-admin",
          "twin-moderator",
          "twin-member",
          "victim-user",
          "victim-staff",
          "victim-administrator");
  private static final int ATTEMPTS = 20;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private final Platform platform;
  private final Api nobody;
  private final String suffix = UUID.randomUUID().toString().substring(0, 8);
  private final Map<String, String> ids = new HashMap<>();
  private final Map<String, String> tokens = new HashMap<>();
  private final Map<String, String> passwords = new HashMap<>();
  private final Map<String, ChatSocket> sockets = new LinkedHashMap<>();

  /// A conversation of theirs.
  ///
  /// @param messages one of each who is or was a member
  record Conversation(String id, Map<String, String> messages) {

    String path() {
      return "/api/conversations/" + id;
    }

    String messageOf(String actor) {
      return messages.getOrDefault(actor, "none");
    }
  }

  Cast(Platform platform) {
    this.platform = platform;
    nobody = new Api(platform.gateway(), null);
    tokens.put("backend", platform.serverKey());
    tokens.put("service", platform.serviceToken("chat-service"));
    WITH_PASSWORD.forEach(this::signUp);
    makeAdministrator();
    makeOthers();
    give("platform-moderator", "moderator");
    give("victim-staff", "moderator");
    give("victim-administrator", "admin");
    tokens.put(
        "platform-moderator", logIn("platform-moderator").body().get("accessToken").asString());
  }

  String id(String person) {
    return java.util.Objects.requireNonNull(ids.get(person), person);
  }

  String username(String person) {
    return person + "-" + suffix;
  }

  String password(String actor) {
    return passwords.getOrDefault(actor, "no password at all");
  }

  /// Whether the actor is a user of the platform.
  boolean isUser(String actor) {
    return WITH_PASSWORD.contains(actor);
  }

  /// What the actor shows; null for nobody.
  @Nullable String token(String actor) {
    return tokens.get(actor);
  }

  /// A new token of a user, minted by the backend.
  String tokenOf(String person) {
    var minted = by("backend", "POST", "/api/server/tokens", Map.of("user", id(person)));
    return minted.body().get("accessToken").asString();
  }

  /// The id of the login of an access token.
  static String loginOf(String token) {
    var claims = Base64.getUrlDecoder().decode(token.split("\\.")[1]);
    return Api.JSON.readTree(new String(claims, StandardCharsets.UTF_8)).get("sid").asString();
  }

  /// Another login of a user, as they themselves make it.
  Api.Answer logIn(String actor) {
    var answer =
        call(
            null,
            "POST",
            "/api/auth/login",
            Map.of("login", username(actor), "password", password(actor), "tokens", "body"));
    Api.expect(200, answer);
    return answer;
  }

  void passwordChanged(String actor, String next) {
    passwords.put(actor, next);
  }

  Api.Answer call(Call call) {
    return call(call.token(), call.method(), call.path(), call.body());
  }

  /// A call by someone who waits as long as a limit asks for.
  Api.Answer call(@Nullable String token, String method, String path, @Nullable Object body) {
    var api = token == null ? nobody : nobody.as(token);
    for (int attempt = 1; ; attempt++) {
      var answer = api.call(method, path, body, Map.of());
      long wait = answer.body().path("retryAfterMillis").asLong(1000);
      if (answer.status() != 429 || attempt == ATTEMPTS || wait > LONGEST_WAIT.toMillis()) {
        return answer;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(wait + 1));
    }
  }

  /// A conversation in which each has a role and a message, and one was removed.
  Conversation conversation(String... moreMembers) {
    var members = new ArrayList<>(List.of("admin", "moderator", "member", "removed", "bystander"));
    members.addAll(List.of(moreMembers));
    var made =
        by(
            "owner",
            "POST",
            "/api/conversations",
            Map.of(
                "kind",
                "group",
                "name",
                "table",
                "members",
                members.stream().map(this::id).toList()));
    var conversation = made.body().get("id").asString();
    var path = "/api/conversations/" + conversation;
    for (var role : List.of("admin", "moderator")) {
      promote(path, role, role);
    }
    var messages = new HashMap<String, String>();
    for (var writer : List.of("owner", "admin", "moderator", "member", "removed")) {
      messages.put(writer, write(path, writer, "by the " + writer));
    }
    by("owner", "DELETE", path + "/members/" + id("removed"), null);
    return new Conversation(conversation, messages);
  }

  void promote(String path, String person, String role) {
    by("owner", "PATCH", path + "/members/" + id(person), Map.of("role", role));
  }

  /// Says something and returns the message's id.
  String write(String path, String writer, String text) {
    var body = Map.of("clientMessageId", UUID.randomUUID().toString(), "text", text);
    return by(writer, "POST", path + "/messages", body).body().get("id").asString();
  }

  /// Everything that the owner can see of a conversation and of the people in it.
  String seen(Conversation conversation) {
    var seen = new StringBuilder();
    for (var path :
        List.of("", "/members?limit=200", "/events?after=0&limit=200", "/marks?limit=200")) {
      seen.append(by("owner", "GET", conversation.path() + path, null).body()).append('\n');
    }
    for (var role : ROLES) {
      seen.append(by("owner", "GET", "/api/users/" + id(role), null).body()).append('\n');
      seen.append(by(role, "GET", "/api/auth/check", null).status()).append('\n');
    }
    return seen.toString();
  }

  long head(Conversation conversation) {
    return by("owner", "GET", conversation.path(), null).body().get("head").asLong();
  }

  /// The open socket of a person.
  ChatSocket socket(String person) {
    return sockets.computeIfAbsent(
        person,
        who -> {
          var socket =
              ChatSocket.open(platform.gateway(), java.util.Objects.requireNonNull(token(who)));
          socket.await("welcome");
          return socket;
        });
  }

  Platform platform() {
    return platform;
  }

  @Override
  public void close() {
    sockets.values().forEach(ChatSocket::close);
  }

  /// A call that succeeds.
  private Api.Answer by(String person, String method, String path, @Nullable Object body) {
    var answer = call(token(person), method, path, body);
    if (answer.status() >= 300) {
      throw new AssertionError(
          person + " " + method + " " + path + ": " + answer.status() + " " + answer.body());
    }
    return answer;
  }

  private void signUp(String actor) {
    var password = "the phrase of " + UUID.randomUUID();
    var answer =
        call(
            null,
            "POST",
            "/api/auth/signup",
            Map.of(
                "email",
                username(actor) + "@example.org",
                "username",
                username(actor),
                "fullName",
                "Somebody Else",
                "password",
                password,
                "tokens",
                "body"));
    Api.expect(201, answer);
    passwords.put(actor, password);
    ids.put(actor, answer.body().at("/user/id").asString());
    tokens.put(actor, answer.body().get("accessToken").asString());
  }

  private void give(String person, String role) {
    var roles = Map.of("roles", List.of("user", role));
    by("administrator", "PUT", "/api/admin/users/" + id(person) + "/roles", roles);
  }

  /// The role is written where it is kept: no route gives it away.
  private void makeAdministrator() {
    try (var store = MongoClients.create(platform.address("mongo-1").toString())) {
      var changed =
          store
              .getDatabase("parley")
              .getCollection("auth_users")
              .updateOne(
                  Filters.eq("_id", id("administrator")),
                  Updates.set("roles", List.of("user", "admin")));
      if (changed.getModifiedCount() != 1) {
        throw new AssertionError("the administrator is not in the store");
      }
    }
    tokens.put("administrator", logIn("administrator").body().get("accessToken").asString());
  }

  private void makeOthers() {
    var wanted =
        OTHERS.stream()
            .map(person -> Map.of("username", username(person), "fullName", "Somebody"))
            .toList();
    var made = by("backend", "POST", "/api/server/users", Map.of("users", wanted));
    for (int i = 0; i < OTHERS.size(); i++) {
      ids.put(OTHERS.get(i), made.body().at("/users/" + i + "/id").asString());
    }
    var token = by("backend", "POST", "/api/server/tokens", Map.of("user", id("bystander")));
    tokens.put("bystander", token.body().get("accessToken").asString());
  }

  /// Waits for a frame that came after so many.
  static tools.jackson.databind.JsonNode awaitAfter(
      ChatSocket socket,
      int before,
      String what,
      java.util.function.Predicate<tools.jackson.databind.JsonNode> fits) {
    return org.awaitility.Awaitility.await(what)
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> socket.frames().stream().skip(before).filter(fits).findFirst(),
            java.util.Optional::isPresent)
        .orElseThrow();
  }
}
