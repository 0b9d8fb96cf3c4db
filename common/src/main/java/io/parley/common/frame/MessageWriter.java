package io.parley.common.frame;

import io.parley.common.id.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// Writes the fields of the protocol's `message` object.
final class MessageWriter {

  private MessageWriter() {}

  static void fields(JsonGenerator json, MessageView message) {
    json.writeStringProperty("id", message.id().value());
    json.writeStringProperty("conversation", message.conversation().value());
    json.writeNumberProperty("sequence", message.sequence());
    json.writeStringProperty("clientMessageId", message.clientMessageId().value());
    json.writeStringProperty("sender", message.sender().value());
    content(json, message.content());
    reactions(json, message.reactions());
    json.writeStringProperty("createdAt", WireTime.of(message.createdAt()));
    time(json, "editedAt", message.editedAt());
    time(json, "deletedAt", message.deletedAt());
    json.writeStringProperty("status", message.status().name().toLowerCase(Locale.ROOT));
  }

  static void users(JsonGenerator json, String name, List<UserId> users) {
    json.writeName(name);
    json.writeStartArray();
    for (var user : users) {
      json.writeString(user.value());
    }
    json.writeEndArray();
  }

  static void raw(JsonGenerator json, String name, @Nullable String value) {
    json.writeName(name);
    if (value == null) {
      json.writeNull();
    } else {
      json.writeRawValue(value);
    }
  }

  static void time(JsonGenerator json, String name, @Nullable Instant time) {
    json.writeName(name);
    if (time == null) {
      json.writeNull();
    } else {
      json.writeString(WireTime.of(time));
    }
  }

  private static void content(JsonGenerator json, @Nullable MessageContent content) {
    if (content == null) {
      json.writeNullProperty("text");
      json.writeNullProperty("replyTo");
      raw(json, "attachments", MessageContent.NO_ATTACHMENTS);
      users(json, "mentions", List.of());
      json.writeNullProperty("custom");
      return;
    }
    json.writeStringProperty("text", content.text());
    json.writeName("replyTo");
    if (content.replyTo() == null) {
      json.writeNull();
    } else {
      json.writeString(content.replyTo().value());
    }
    raw(json, "attachments", content.attachments());
    users(json, "mentions", content.mentions());
    raw(json, "custom", content.custom());
  }

  private static void reactions(JsonGenerator json, List<Reaction> reactions) {
    json.writeName("reactions");
    json.writeStartArray();
    for (var reaction : reactions) {
      json.writeStartObject();
      json.writeStringProperty("emoji", reaction.emoji());
      json.writeNumberProperty("count", reaction.count());
      users(json, "users", reaction.users());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
