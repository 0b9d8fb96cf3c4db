package io.parley.chat.delivery;

import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;

/// Hears that a user became a member. Must not block.
@FunctionalInterface
interface JoinListener {

  /// @param sequence of the event that says so, 0 for a new conversation
  void joined(ConversationId conversation, UserId user, long sequence);
}
