package io.parley.chat.view;

import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;

/// Whose mark, and where.
public record Place(ConversationId conversation, UserId user) {}
