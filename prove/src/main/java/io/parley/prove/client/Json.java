package io.parley.prove.client;

import io.parley.common.bus.Presence;
import io.parley.common.id.ClientMessageId;
import io.parley.common.id.UserId;
import io.parley.prove.history.Digest;
import io.parley.prove.history.Event;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads what the platform says.
final class Json {

  static final JsonMapper MAPPER = JsonMapper.builder().build();

  private static final Set<String> DURABLE =
      Set.of(
          "message",
          "message.edited",
          "message.deleted",
          "reaction",
          "member.joined",
          "member.changed",
          "member.left",
          "conversation.changed",
          "noop");

  private Json() {}

  static boolean isDurable(String type) {
    return DURABLE.contains(type);
  }

  static String type(JsonNode frame) {
    return frame.path("type").asString("");
  }

  /// A durable frame.
  static Event event(JsonNode frame) {
    var type = type(frame);
    return type.equals(Event.MESSAGE) ? message(frame) : other(frame, type);
  }

  /// A message, as a frame or as the history has it.
  static Event message(JsonNode message) {
    var clientMessageId = text(message, "clientMessageId");
    var sender = text(message, "sender");
    var text = text(message, "text");
    return new Event(
        message.get("sequence").asLong(),
        Event.MESSAGE,
        text(message, "id"),
        clientMessageId == null ? null : new ClientMessageId(clientMessageId),
        sender == null ? null : new UserId(sender),
        null,
        text == null ? null : Digest.of(text));
  }

  /// The state of a `presence`.
  static Presence.State state(JsonNode presence) {
    return Presence.State.valueOf(presence.get("state").asString().toUpperCase(Locale.ROOT));
  }

  static @Nullable String text(JsonNode object, String field) {
    var value = object.path(field);
    return value.isString() ? value.asString() : null;
  }

  static @Nullable Long number(JsonNode object, String field) {
    var value = object.path(field);
    return value.isNumber() ? value.asLong() : null;
  }

  private static Event other(JsonNode frame, String type) {
    var by = text(frame, "by");
    var subject = text(frame, "user");
    return new Event(
        frame.get("sequence").asLong(),
        type,
        text(frame, "message"),
        null,
        by == null ? null : new UserId(by),
        subject == null ? null : new UserId(subject),
        null);
  }
}
