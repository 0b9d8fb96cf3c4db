package io.parley.chat.log;

import io.parley.common.id.ConversationId;

/// Some events of a log that follow each other.
///
/// @param after the sequence before the first
/// @param limit how many at most; 1 or more
public record Stretch(ConversationId conversation, long after, int limit) {

  public Stretch {
    if (after < 0 || limit < 1) {
      throw new IllegalArgumentException(
          after + ", " + limit + " (expected: a sequence or 0, and 1 or more events)");
    }
  }
}
