package io.parley.common.frame;

import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import java.time.Instant;
import tools.jackson.core.JsonGenerator;

/// Writes the durable events, all of which begin alike.
final class EventWriter {

  private EventWriter() {}

  static void fields(JsonGenerator json, EventFrame frame) {
    switch (frame) {
      case EventFrame.Message it -> {
        json.writeStringProperty("type", "message");
        MessageWriter.fields(json, it.message());
      }
      case EventFrame.MessageEdited it -> {
        begin(json, "message.edited", it.conversation(), it.sequence(), it.by(), it.at());
        json.writeStringProperty("message", it.message().value());
        json.writeName("text");
        if (it.text() == null) {
          json.writeNull();
        } else {
          json.writeString(it.text());
        }
        MessageWriter.users(json, "mentions", it.mentions());
        MessageWriter.time(json, "editedAt", it.at());
      }
      case EventFrame.MessageDeleted it -> {
        begin(json, "message.deleted", it.conversation(), it.sequence(), it.by(), it.at());
        json.writeStringProperty("message", it.message().value());
        MessageWriter.time(json, "deletedAt", it.at());
      }
      case EventFrame.Reacted it -> {
        begin(json, "reaction", it.conversation(), it.sequence(), it.by(), it.at());
        json.writeStringProperty("message", it.message().value());
        json.writeStringProperty("emoji", it.emoji());
        json.writeBooleanProperty("on", it.on());
      }
      case EventFrame.MemberJoined it -> {
        begin(json, "member.joined", it.conversation(), it.sequence(), it.by(), it.at());
        member(json, it.user(), "role", it.role());
      }
      case EventFrame.MemberChanged it -> {
        begin(json, "member.changed", it.conversation(), it.sequence(), it.by(), it.at());
        member(json, it.user(), "role", it.role());
      }
      case EventFrame.MemberLeft it -> {
        begin(json, "member.left", it.conversation(), it.sequence(), it.by(), it.at());
        member(json, it.user(), "reason", it.reason());
      }
      case EventFrame.ConversationChanged it -> {
        begin(json, "conversation.changed", it.conversation(), it.sequence(), it.by(), it.at());
        MessageWriter.raw(json, "changes", it.changes());
      }
      case EventFrame.Noop it -> {
        json.writeStringProperty("type", "noop");
        json.writeStringProperty("conversation", it.conversation().value());
        json.writeNumberProperty("sequence", it.sequence());
        MessageWriter.time(json, "at", it.at());
      }
    }
  }

  private static void begin(
      JsonGenerator json,
      String type,
      ConversationId conversation,
      long sequence,
      UserId by,
      Instant at) {
    json.writeStringProperty("type", type);
    json.writeStringProperty("conversation", conversation.value());
    json.writeNumberProperty("sequence", sequence);
    json.writeStringProperty("by", by.value());
    MessageWriter.time(json, "at", at);
  }

  private static void member(JsonGenerator json, UserId user, String name, String value) {
    json.writeStringProperty("user", user.value());
    json.writeStringProperty(name, value);
  }
}
