package io.parley.chat.log;

import io.parley.common.frame.MessageContent;
import io.parley.common.id.ClientMessageId;
import io.parley.common.id.MessageId;
import io.parley.common.id.UserId;
import java.util.List;

/// A durable event before the store gave it a sequence.
public sealed interface EventDraft {

  record MessageSent(ClientMessageId clientMessageId, MessageContent content)
      implements EventDraft {}

  /// @param mentions those of the message from now on; an edit that leaves them gives the present
  ///   ones
  record MessageEdited(MessageId message, String text, List<UserId> mentions)
      implements EventDraft {}

  record MessageDeleted(MessageId message) implements EventDraft {}

  record Reacted(MessageId message, String emoji, boolean on) implements EventDraft {}

  record MemberJoined(UserId user, String role) implements EventDraft {}

  record MemberChanged(UserId user, String role) implements EventDraft {}

  /// @param reason `left` or `removed`
  record MemberLeft(UserId user, String reason) implements EventDraft {}

  /// @param changes raw JSON object of the changed fields with their new values
  record ConversationChanged(String changes) implements EventDraft {}

  record Noop() implements EventDraft {}
}
