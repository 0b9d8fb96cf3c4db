package io.parley.chat.delivery;

import io.parley.chat.log.LogEvent;
import io.parley.chat.log.Relay;
import io.parley.common.frame.EventFrame;
import io.parley.common.id.ConversationId;
import io.parley.common.id.MessageId;
import java.time.Instant;

/// What an `ack` says of a stored event.
///
/// @param key the event's key
/// @param message the message itself, or the one that was edited, deleted or reacted to
/// @param type the kind of event
public record Receipt(
    ConversationId conversation,
    long sequence,
    String key,
    MessageId message,
    Instant at,
    Class<? extends EventFrame> type) {

  public static Receipt of(LogEvent event) {
    var frame = event.frame();
    return new Receipt(
        event.conversation(),
        event.sequence(),
        event.key(),
        target(event),
        at(frame),
        frame.getClass());
  }

  /// Of a message that another node wrote for this one.
  static Receipt of(ConversationId conversation, long sequence, Relay.Written message) {
    return new Receipt(
        conversation,
        sequence,
        message.key(),
        new MessageId(conversation, sequence),
        message.at(),
        EventFrame.Message.class);
  }

  private static MessageId target(LogEvent event) {
    return switch (event.frame()) {
      case EventFrame.Message it -> it.message().id();
      case EventFrame.MessageEdited it -> it.message();
      case EventFrame.MessageDeleted it -> it.message();
      case EventFrame.Reacted it -> it.message();
      case EventFrame.MemberJoined _,
          EventFrame.MemberChanged _,
          EventFrame.MemberLeft _,
          EventFrame.ConversationChanged _,
          EventFrame.Noop _ ->
          new MessageId(event.conversation(), event.sequence());
    };
  }

  private static Instant at(EventFrame frame) {
    return switch (frame) {
      case EventFrame.Message it -> it.message().createdAt();
      case EventFrame.MessageEdited it -> it.at();
      case EventFrame.MessageDeleted it -> it.at();
      case EventFrame.Reacted it -> it.at();
      case EventFrame.MemberJoined it -> it.at();
      case EventFrame.MemberChanged it -> it.at();
      case EventFrame.MemberLeft it -> it.at();
      case EventFrame.ConversationChanged it -> it.at();
      case EventFrame.Noop it -> it.at();
    };
  }
}
