package io.parley.systemtests;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The smallest valid request of an actor on a line of the permission table.
///
/// @param token what is shown; null for nobody
record Call(String method, String path, @Nullable Object body, @Nullable String token) {

  private static final String THUMB = "%F0%9F%91%8D";

  static Call of(PermissionTable.Line line, String actor, Cast cast, Cast.Conversation in) {
    var words = line.what().split(" ");
    var request = request(line, words[1], actor, cast, in);
    return new Call(words[0], request.path(), request.body(), request.token());
  }

  private record Request(String path, @Nullable Object body, @Nullable String token) {}

  private static Request request(
      PermissionTable.Line line, String path, String actor, Cast cast, Cast.Conversation in) {
    return path.startsWith("/api/conversations/")
        ? inConversation(line, path, actor, cast, in)
        : elsewhere(line, path, actor, cast);
  }

  private static Request elsewhere(
      PermissionTable.Line line, String path, String actor, Cast cast) {
    var token = cast.token(actor);
    if (path.startsWith("/api/admin/users/")) {
      return administration(line, path, actor, cast);
    }
    return switch (line.toString()) {
      case "POST /api/auth/signup" -> new Request(path, signUp(), token);
      case "POST /api/auth/login" ->
          new Request(
              path,
              Map.of(
                  "login", cast.username(userOr(actor, cast)),
                  "password", cast.password(userOr(actor, cast)),
                  "tokens", "body"),
              token);
      case "POST /api/auth/refresh" ->
          new Request(
              path,
              Map.of(
                  "refreshToken",
                  cast.logIn(userOr(actor, cast)).body().get("refreshToken").asString()),
              token);
      // With a login of their own, since it ends
      case "POST /api/auth/logout" ->
          new Request(path, Map.of(), cast.isUser(actor) ? freshToken(actor, cast) : token);
      case "DELETE /api/auth/logins/{id}: one's own" ->
          new Request(
              path.replace("{id}", Cast.loginOf(freshToken(userOr(actor, cast), cast))),
              null,
              token);
      case "DELETE /api/auth/logins/{id}: of another" ->
          new Request(path.replace("{id}", Cast.loginOf(anothersToken(actor, cast))), null, token);
      case "POST /api/auth/ticket" -> new Request(path, Map.of(), token);
      case "PUT /api/auth/update-profile" ->
          new Request(path, Map.of("fullName", "Somebody Else"), token);
      case "PUT /api/auth/password" -> password(path, actor, cast);
      case "GET /api/users/{id}" ->
          new Request("/api/users/" + cast.id("victim-owner"), null, token);
      case "POST /api/server/users" ->
          new Request(
              path,
              Map.of("users", List.of(Map.of("username", fresh(), "fullName", "New One"))),
              token);
      case "POST /api/server/tokens" ->
          new Request(path, Map.of("user", cast.id("victim-owner")), token);
      case "POST /api/conversations" ->
          new Request(path, Map.of("kind", "group", "name", "own", "members", List.of()), token);
      case "GET /api/presence: of oneself" ->
          new Request(path + "?users=" + cast.id(userOr(actor, cast)), null, token);
      case "GET /api/presence: of a member" ->
          new Request(path + "?users=" + cast.id("bystander"), null, token);
      case "PUT /api/auth/email" ->
          new Request(
              path,
              Map.of("email", fresh() + "@example.org", "currentPassword", cast.password(actor)),
              token);
      case "POST /api/auth/verify-email/resend" -> new Request(path, Map.of(), token);
      case "POST /api/auth/verify-email" -> new Request(path, Map.of("token", "made-up"), token);
      case "POST /api/auth/password-reset/confirm" ->
          new Request(
              path, Map.of("token", "made-up", "newPassword", "a phrase that nobody knows"), token);
      case "POST /api/auth/password-reset" ->
          new Request(path, Map.of("email", fresh() + "@example.org"), token);
      case "POST /api/auth/bootstrap" -> new Request(path, Map.of("secret", "a guess"), token);
      case "DELETE /api/users/me" -> leaving(path, actor, cast);
      case "GET /api/auth/oidc/{provider}", "GET /api/auth/oidc/{provider}/callback" ->
          new Request(path.replace("{provider}", "none"), null, token);
      case "POST /api/auth/identities" -> new Request(path, Map.of("provider", "none"), token);
      case "DELETE /api/auth/identities/{id}" ->
          new Request(path.replace("{id}", "none"), null, token);
      case "GET /api/admin/users",
          "GET /api/admin/audit",
          "GET /api/auth/oidc",
          "GET /api/auth/identities",
          "GET /api/auth/export",
          "GET /health",
          "GET /.well-known/jwks.json",
          "GET /api/openapi.json",
          "GET /api/asyncapi.json",
          "GET /api/auth/check",
          "GET /api/auth/logins",
          "GET /api/users",
          "GET /api/conversations" ->
          new Request(path, null, token);
      default -> throw new AssertionError("no request is known for " + line);
    };
  }

  private static Request administration(
      PermissionTable.Line line, String path, String actor, Cast cast) {
    var whom =
        switch (line.variant()) {
          case "of a moderator" -> "victim-staff";
          case "of an administrator" -> "victim-administrator";
          default -> "victim-user";
        };
    var filled = path.replace("{id}", cast.id(whom));
    if (path.endsWith("{login}")) {
      filled = filled.replace("{login}", Cast.loginOf(cast.tokenOf(whom)));
    }
    var body =
        switch (line.what()) {
          case "PUT /api/admin/users/{id}/roles" -> Map.of("roles", List.of("user"));
          case "PUT /api/admin/users/{id}/disabled" -> Map.of("disabled", false);
          default -> null;
        };
    return new Request(filled, body, cast.token(actor));
  }

  private static Request inConversation(
      PermissionTable.Line line, String path, String actor, Cast cast, Cast.Conversation in) {
    var own = in.messageOf(Cast.ROLES.contains(actor) || actor.equals("removed") ? actor : "owner");
    var others = in.messageOf(actor.equals("owner") ? "admin" : "owner");
    var message = line.variant().equals("one's own") ? own : others;
    var filled =
        path.replace("{id}", in.id())
            .replace("{messageId}", message)
            .replace("{emoji}", THUMB)
            .replace("{userId}", target(line.variant(), actor, cast));
    return new Request(filled, body(line, actor, cast), cast.token(actor));
  }

  private static String target(String variant, String actor, Cast cast) {
    var role = Cast.ROLES.contains(actor) ? actor : "member";
    return switch (variant) {
      case "a member to moderator", "a member to admin", "a member" -> cast.id("victim-" + role);
      case "another of the same role" -> cast.id("twin-" + role);
      case "the owner", "the owner to member" -> cast.id("owner");
      case "oneself" -> cast.id(cast.isUser(actor) ? actor : "member");
      default -> "none";
    };
  }

  private static @Nullable Object body(PermissionTable.Line line, String actor, Cast cast) {
    return switch (line.toString()) {
      case "PATCH /api/conversations/{id}" -> Map.of("name", "renamed by " + actor);
      case "POST /api/conversations/{id}/members: as member" -> joining(actor, "member", cast);
      case "POST /api/conversations/{id}/members: as moderator" ->
          joining(actor, "moderator", cast);
      case "POST /api/conversations/{id}/members: as admin" -> joining(actor, "admin", cast);
      case "PATCH /api/conversations/{id}/members/{userId}: a member to moderator" ->
          Map.of("role", "moderator");
      case "PATCH /api/conversations/{id}/members/{userId}: a member to admin" ->
          Map.of("role", "admin");
      case "PATCH /api/conversations/{id}/members/{userId}: the owner to member" ->
          Map.of("role", "member");
      case "POST /api/conversations/{id}/messages" ->
          Map.of("clientMessageId", UUID.randomUUID().toString(), "text", "from " + actor);
      case "PATCH /api/conversations/{id}/messages/{messageId}: one's own",
          "PATCH /api/conversations/{id}/messages/{messageId}: of another" ->
          Map.of("text", "edited by " + actor);
      case "PUT /api/conversations/{id}/marks" -> Map.of("read", 3);
      default -> null;
    };
  }

  private static Map<String, Object> joining(String actor, String role, Cast cast) {
    var who = List.of("owner", "admin").contains(actor) ? actor : "moderator";
    return Map.of("users", List.of(cast.id("newcomer-" + who)), "role", role);
  }

  /// Whoever leaves does so with an account made for it.
  private static Request leaving(String path, String actor, Cast cast) {
    if (!cast.isUser(actor)) {
      return new Request(path, null, cast.token(actor));
    }
    var made = cast.call(null, "POST", "/api/auth/signup", signUp());
    Api.expect(201, made);
    return new Request(
        path,
        Map.of("currentPassword", "a phrase that nobody knows"),
        made.body().get("accessToken").asString());
  }

  private static Request password(String path, String actor, Cast cast) {
    var next = "another phrase of " + fresh();
    var body = Map.of("currentPassword", cast.password(actor), "newPassword", next);
    if (cast.isUser(actor)) {
      cast.passwordChanged(actor, next);
    }
    return new Request(path, body, cast.token(actor));
  }

  private static Map<String, Object> signUp() {
    var name = fresh();
    return Map.of(
        "email", name + "@example.org",
        "username", name,
        "fullName", "New One",
        "password", "a phrase that nobody knows",
        "tokens", "body");
  }

  private static String freshToken(String actor, Cast cast) {
    return cast.logIn(actor).body().get("accessToken").asString();
  }

  private static String anothersToken(String actor, Cast cast) {
    return java.util.Objects.requireNonNull(cast.token(actor.equals("owner") ? "admin" : "owner"));
  }

  /// Who is no user acts with what a stranger has.
  private static String userOr(String actor, Cast cast) {
    return cast.isUser(actor) ? actor : "stranger";
  }

  private static String fresh() {
    return "n" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
  }
}
