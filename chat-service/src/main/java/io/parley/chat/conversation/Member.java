package io.parley.chat.conversation;

import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import java.time.Instant;

/// Someone who is in a conversation now.
///
/// @param kind of the conversation
/// @param joined the sequence of the event by which they joined, 0 for those who are there from the start; their marks
///     start here
/// @param version the sequence of the last event about this membership, 0 when there is none
public record Member(
    ConversationId conversation,
    Kind kind,
    UserId user,
    Role role,
    Instant joinedAt,
    long joined,
    long version) {}
