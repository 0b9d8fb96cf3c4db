package io.parley.common.frame;

import io.parley.common.bus.Presence;
import io.parley.common.id.ConversationId;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// Writes each server frame with the names of the protocol, section 4.
final class FrameWriter {

  private FrameWriter() {}

  static void frame(JsonGenerator json, ServerFrame frame) {
    json.writeStartObject();
    switch (frame) {
      case EventFrame event -> EventWriter.fields(json, event);
      case ServerFrame.Control control -> control(json, control);
    }
    json.writeEndObject();
  }

  private static void control(JsonGenerator json, ServerFrame.Control frame) {
    switch (frame) {
      case ServerFrame.Welcome it -> welcome(json, it);
      case ServerFrame.Ack it -> ack(json, it);
      case ServerFrame.ConversationAdded it -> {
        type(json, "conversation.added");
        MessageWriter.raw(json, "conversation", it.conversation());
      }
      case ServerFrame.ConversationRemoved it -> {
        type(json, "conversation.removed");
        conversation(json, it.conversation());
        json.writeStringProperty("reason", it.reason());
      }
      case ServerFrame.Marks it -> marks(json, it);
      case ServerFrame.Typing it -> {
        type(json, "typing");
        conversation(json, it.conversation());
        json.writeStringProperty("user", it.user().value());
        json.writeBooleanProperty("on", it.on());
      }
      case ServerFrame.PresenceChanged it -> presence(json, it.presence());
      case ServerFrame.Heads it -> heads(json, it.heads());
      case ServerFrame.ConversationResumed it -> {
        type(json, "resumed");
        conversation(json, it.conversation());
        json.writeStringProperty("epoch", it.epoch());
        json.writeNumberProperty("head", it.head());
      }
      case ServerFrame.Resumed it -> {
        type(json, "resumed");
        ref(json, it.ref());
      }
      case ServerFrame.Resync it -> resync(json, it);
      case ServerFrame.AuthExpiring it -> {
        type(json, "auth.expiring");
        MessageWriter.time(json, "expiresAt", it.expiresAt());
      }
      case ServerFrame.Reconnect it -> {
        type(json, "reconnect");
        json.writeNumberProperty("afterMillis", it.afterMillis());
      }
      case ServerFrame.Problem it -> problem(json, it);
      case ServerFrame.Pong it -> {
        type(json, "pong");
        ref(json, it.ref());
        MessageWriter.time(json, "serverTime", it.serverTime());
      }
    }
  }

  private static void welcome(JsonGenerator json, ServerFrame.Welcome it) {
    type(json, "welcome");
    ref(json, it.ref());
    json.writeStringProperty("session", it.session().value());
    json.writeStringProperty("user", it.user().value());
    MessageWriter.time(json, "serverTime", it.serverTime());
    MessageWriter.time(json, "expiresAt", it.expiresAt());
    json.writeNumberProperty("heartbeatSeconds", it.heartbeatSeconds());
    json.writeName("limits");
    json.writeStartObject();
    json.writeNumberProperty("frameBytes", it.limits().frameBytes());
    json.writeNumberProperty("textBytes", it.limits().textBytes());
    json.writeNumberProperty("unackedSends", it.limits().unackedSends());
    json.writeEndObject();
  }

  private static void ack(JsonGenerator json, ServerFrame.Ack it) {
    type(json, "ack");
    ref(json, it.ref());
    conversation(json, it.conversation());
    if (it.clientMessageId() != null) {
      json.writeStringProperty("clientMessageId", it.clientMessageId().value());
    }
    json.writeStringProperty("message", it.message().value());
    json.writeNumberProperty("sequence", it.sequence());
    MessageWriter.time(json, "createdAt", it.createdAt());
    json.writeBooleanProperty("duplicate", it.duplicate());
  }

  private static void marks(JsonGenerator json, ServerFrame.Marks it) {
    type(json, "marks");
    conversation(json, it.conversation());
    json.writeStringProperty("user", it.user().value());
    json.writeNumberProperty("delivered", it.delivered());
    json.writeNumberProperty("read", it.read());
  }

  private static void presence(JsonGenerator json, Presence it) {
    type(json, "presence");
    json.writeName("presence");
    json.writeStartObject();
    json.writeStringProperty("user", it.user().value());
    json.writeStringProperty("state", it.state().name().toLowerCase(Locale.ROOT));
    MessageWriter.time(json, "since", it.since());
    MessageWriter.time(json, "lastSeen", it.lastSeen());
    json.writeNumberProperty("version", it.version());
    json.writeEndObject();
  }

  private static void heads(JsonGenerator json, Map<ConversationId, Long> heads) {
    type(json, "heads");
    json.writeName("heads");
    json.writeStartObject();
    heads.forEach((id, head) -> json.writeNumberProperty(id.value(), head));
    json.writeEndObject();
  }

  private static void resync(JsonGenerator json, ServerFrame.Resync it) {
    type(json, "resync");
    conversation(json, it.conversation());
    json.writeStringProperty("epoch", it.epoch());
    json.writeNumberProperty("first", it.first());
    json.writeNumberProperty("head", it.head());
  }

  private static void problem(JsonGenerator json, ServerFrame.Problem it) {
    type(json, "problem");
    ref(json, it.ref());
    json.writeStringProperty("problem", it.problem().wireName());
    json.writeNumberProperty("status", it.problem().status());
    json.writeStringProperty("title", it.problem().title());
    json.writeStringProperty("detail", it.detail());
    if (it.retryAfterMillis() != null) {
      json.writeNumberProperty("retryAfterMillis", it.retryAfterMillis());
    }
    if (it.clientMessageId() != null) {
      json.writeStringProperty("clientMessageId", it.clientMessageId().value());
    }
  }

  private static void type(JsonGenerator json, String type) {
    json.writeStringProperty("type", type);
  }

  private static void conversation(JsonGenerator json, ConversationId conversation) {
    json.writeStringProperty("conversation", conversation.value());
  }

  private static void ref(JsonGenerator json, @Nullable String ref) {
    if (ref != null) {
      json.writeStringProperty("ref", ref);
    }
  }
}
