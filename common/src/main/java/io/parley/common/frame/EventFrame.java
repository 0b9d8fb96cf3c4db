package io.parley.common.frame;

import io.parley.common.id.ConversationId;
import io.parley.common.id.MessageId;
import io.parley.common.id.UserId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A durable event of a conversation's log; every one takes a sequence, and only these do.
public sealed interface EventFrame extends ServerFrame {

  ConversationId conversation();

  long sequence();

  record Message(MessageView message) implements EventFrame {
    @Override
    public ConversationId conversation() {
      return message.conversation();
    }

    @Override
    public long sequence() {
      return message.sequence();
    }
  }

  /// @param text the text of this edit; null once the message is deleted
  record MessageEdited(
      ConversationId conversation,
      long sequence,
      UserId by,
      Instant at,
      MessageId message,
      @Nullable String text,
      List<UserId> mentions)
      implements EventFrame {}

  record MessageDeleted(
      ConversationId conversation, long sequence, UserId by, Instant at, MessageId message)
      implements EventFrame {}

  record Reacted(
      ConversationId conversation,
      long sequence,
      UserId by,
      Instant at,
      MessageId message,
      String emoji,
      boolean on)
      implements EventFrame {}

  record MemberJoined(
      ConversationId conversation, long sequence, UserId by, Instant at, UserId user, String role)
      implements EventFrame {}

  record MemberChanged(
      ConversationId conversation, long sequence, UserId by, Instant at, UserId user, String role)
      implements EventFrame {}

  /// @param reason `left` or `removed`
  record MemberLeft(
      ConversationId conversation, long sequence, UserId by, Instant at, UserId user, String reason)
      implements EventFrame {}

  /// @param changes raw JSON object with the changed fields and their new values
  record ConversationChanged(
      ConversationId conversation, long sequence, UserId by, Instant at, String changes)
      implements EventFrame {}

  /// Only advances the position.
  record Noop(ConversationId conversation, long sequence, Instant at) implements EventFrame {}
}
