package io.parley.chat.delivery;

import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;

/// Decides whether the marks that a message moves, those of its sender, are told right behind it,
/// in the same writes to the same sockets, instead of by themselves.
@FunctionalInterface
public interface SenderMarks {

  /// Asked once a message, by the node that stored it, which then does tell. Must not block or
  /// throw.
  boolean goWith(ConversationId conversation, UserId sender, long sequence);
}
