package io.parley.chat.conversation;

import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import java.time.Instant;

/// A user's place in a conversation.
///
/// @param joined the sequence of the event by which they joined, 0 for those who are there from the
///   start; their marks start here
/// @param version the sequence of the last event about this place, 0 when there is none
/// @param present false after they left or were removed
public record Member(
    ConversationId conversation,
    UserId user,
    Role role,
    Instant joinedAt,
    long joined,
    long version,
    boolean present) {}
