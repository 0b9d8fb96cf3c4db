package io.parley.systemtests;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// The smallest valid frame of an actor on a line of the permission table, and how its outcome is
/// told.
final class FrameCall {

  private final PermissionTable.Line line;
  private final String actor;
  private final Cast cast;
  private final Cast.Conversation in;
  private final String ref = UUID.randomUUID().toString().substring(0, 8);

  private FrameCall(PermissionTable.Line line, String actor, Cast cast, Cast.Conversation in) {
    this.line = line;
    this.actor = actor;
    this.cast = cast;
    this.in = in;
  }

  static FrameCall of(PermissionTable.Line line, String actor, Cast cast, Cast.Conversation in) {
    return new FrameCall(line, actor, cast, in);
  }

  /// `ok`, or the word of the table for how it was refused.
  String outcome() {
    if (!line.what().equals("resume")) {
      return on(cast.socket(actor));
    }
    var token = Objects.requireNonNull(cast.token(actor));
    try (var socket = ChatSocket.open(cast.platform().gateway(), token, "?resume=1", frame -> {})) {
      socket.await("welcome");
      return on(socket);
    }
  }

  private String on(ChatSocket socket) {
    cast.socket("bystander");
    int before = socket.frames().size();
    int told = cast.socket("bystander").frames().size();
    socket.send(frame());
    if (!line.may().contains(actor)) {
      return word(Cast.awaitAfter(socket, before, line + " by " + actor, this::isAnswer));
    }
    switch (line.what()) {
      case "mark" -> awaitMark();
      case "typing" ->
          Cast.awaitAfter(
              cast.socket("bystander"),
              told,
              "the bystander sees " + actor + " typing",
              frame -> isOf(frame, "typing") && isBy(frame, cast.id(actor)));
      case "presence" -> {
        socket.send(Map.of("type", "ping", "ref", ref));
        return word(Cast.awaitAfter(socket, before, "an answer", this::isAnswer));
      }
      default -> {
        return word(Cast.awaitAfter(socket, before, line + " by " + actor, this::isAnswer));
      }
    }
    return "ok";
  }

  private Map<String, Object> frame() {
    var frame = new LinkedHashMap<String, Object>();
    frame.put("type", line.what());
    frame.put("ref", ref);
    if (!List.of("watch", "presence", "resume", "auth", "ping").contains(line.what())) {
      frame.put("conversation", in.id());
    }
    frame.putAll(rest());
    return frame;
  }

  private Map<String, Object> rest() {
    var own = in.messageOf(Cast.ROLES.contains(actor) || actor.equals("removed") ? actor : "owner");
    var others = in.messageOf(actor.equals("owner") ? "admin" : "owner");
    return switch (line.toString()) {
      case "send" -> Map.of("clientMessageId", ref, "text", "from " + actor);
      case "edit: one's own" -> Map.of("message", own, "text", "edited by " + actor);
      case "edit: of another" -> Map.of("message", others, "text", "edited by " + actor);
      case "delete: one's own" -> Map.of("message", own);
      case "delete: of another" -> Map.of("message", others);
      case "react" -> Map.of("message", others, "emoji", "👍", "on", true);
      case "mark" -> Map.of("read", 2_000);
      case "typing" -> Map.of("on", true);
      case "watch: oneself" -> Map.of("users", List.of(cast.id(actor)));
      case "watch: a member" -> Map.of("users", List.of(cast.id("bystander")));
      case "presence" -> Map.of("state", "online");
      case "resume: no conversation" -> Map.of("positions", Map.of());
      case "resume: the conversation" ->
          Map.of("positions", Map.of(in.id(), Map.of("epoch", "of another log", "sequence", 0)));
      case "auth: a token of the same login" ->
          Map.of("token", Objects.requireNonNull(cast.token(actor)));
      case "auth: a token of another login" ->
          Map.of(
              "token",
              Objects.requireNonNull(cast.token(actor.equals("owner") ? "admin" : "owner")));
      case "ping" -> Map.of();
      default -> throw new AssertionError("no frame is known for " + line);
    };
  }

  private boolean isAnswer(JsonNode frame) {
    return switch (line.toString()) {
      case "watch: oneself" -> isOf(frame, "presence") && isAbout(frame, actor);
      case "watch: a member" -> isOf(frame, "presence") && isAbout(frame, "bystander");
      case "resume: the conversation" -> frame.path("conversation").asString("").equals(in.id());
      default -> frame.path("ref").asString("").equals(ref);
    };
  }

  private String word(JsonNode answer) {
    return switch (answer.path("type").asString("")) {
      case "problem" -> answer.path("status").asString("");
      case "conversation.removed" -> "removed";
      case "presence" ->
          line.variant().equals("a member")
                  && answer.at("/presence/state").asString("").equals("unknown")
              ? "unknown"
              : "ok";
      default -> "ok";
    };
  }

  private void awaitMark() {
    var head = head();
    org.awaitility.Awaitility.await("the mark of " + actor)
        .atMost(java.time.Duration.ofSeconds(10))
        .pollInterval(java.time.Duration.ofMillis(50))
        .until(() -> mark() == head);
  }

  private long head() {
    return cast.call(cast.token(actor), "GET", in.path(), null).body().get("head").asLong();
  }

  private long mark() {
    return cast.call(cast.token(actor), "GET", in.path() + "/marks?limit=200", null)
        .body()
        .get("items")
        .valueStream()
        .filter(mark -> mark.get("user").asString().equals(cast.id(actor)))
        .findFirst()
        .map(mark -> mark.get("read").asLong())
        .orElse(-1L);
  }

  private boolean isAbout(JsonNode frame, String person) {
    return frame.at("/presence/user").asString("").equals(cast.id(person));
  }

  private static boolean isOf(JsonNode frame, String type) {
    return frame.path("type").asString("").equals(type);
  }

  private static boolean isBy(JsonNode frame, String user) {
    return frame.path("user").asString("").equals(user);
  }
}
