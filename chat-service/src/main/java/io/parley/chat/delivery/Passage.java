package io.parley.chat.delivery;

import io.parley.chat.log.LogEvent;
import io.parley.common.frame.EventFrame;
import io.parley.common.frame.FrameCodec;
import io.parley.common.id.ConversationId;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import org.jspecify.annotations.Nullable;

/// An event on its way through a feed.
///
/// @param frame what sessions get
/// @param origin the session that sent it, if it may be one of this node
/// @param reader the sender of a message whose marks are told right behind it
/// @param receipt what the origin's `ack` says; null when the event came by the bus and its origin
///   is of the node that wrote it
/// @param change the event itself when it changes who belongs to the conversation or what it is;
///   else null
record Passage(
    long sequence,
    Outgoing frame,
    @Nullable SessionId origin,
    @Nullable UserId reader,
    @Nullable Receipt receipt,
    @Nullable EventFrame change) {

  static Passage of(ConversationId conversation, BusMessage.Stored stored) {
    return new Passage(
        stored.sequence(),
        Outgoing.durable(stored.frame()),
        stored.origin(),
        stored.reader(),
        stored.origin() == null || stored.relayed() == null
            ? null
            : Receipt.of(conversation, stored.sequence(), stored.relayed()),
        null);
  }

  static Passage of(LogEvent event, @Nullable SessionId origin) {
    return of(event, origin, null);
  }

  static Passage of(LogEvent event, @Nullable SessionId origin, @Nullable UserId reader) {
    return new Passage(
        event.sequence(),
        Outgoing.durable(TextFrame.of(FrameCodec.encode(event.frame()))),
        origin,
        reader,
        origin == null ? null : Receipt.of(event),
        isChange(event.frame()) ? event.frame() : null);
  }

  boolean isFrom(Recipient recipient) {
    return recipient.session().equals(origin);
  }

  static boolean isChange(EventFrame frame) {
    return switch (frame) {
      case EventFrame.MemberJoined _,
          EventFrame.MemberChanged _,
          EventFrame.MemberLeft _,
          EventFrame.ConversationChanged _ ->
          true;
      case EventFrame.Message _,
          EventFrame.MessageEdited _,
          EventFrame.MessageDeleted _,
          EventFrame.Reacted _,
          EventFrame.Noop _ ->
          false;
    };
  }
}
