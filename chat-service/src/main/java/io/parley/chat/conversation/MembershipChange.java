package io.parley.chat.conversation;

import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;

/// That a user's place in a conversation changed.
///
/// @param present whether the user is a member now
/// @param version the sequence of the event that changed it, 0 for a new conversation
public record MembershipChange(
    ConversationId conversation, UserId user, boolean present, long version) {}
