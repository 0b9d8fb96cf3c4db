package io.parley.chat.conversation;

import io.parley.chat.log.Head;
import io.parley.common.id.ConversationId;

/// A conversation that a user is a member of, and where its log stood.
///
/// @param head as stored, read before the membership was: an event up to it that ended the
///   membership would have been seen. The log may be longer
/// @param joined the event by which the membership began; 0 when it did with the conversation
public record Standing(ConversationId conversation, Head head, long joined) {}
