package io.parley.chat.log;

import io.parley.common.frame.EventFrame;
import io.parley.common.id.ConversationId;

/// A durable event as the log has it now: a message in its present state, everything else as it
/// happened.
///
/// @param messages how many messages the log holds up to and with this event, so that unread is a
///   subtraction
public record LogEvent(EventFrame frame, String key, long messages) {

  public ConversationId conversation() {
    return frame.conversation();
  }

  public long sequence() {
    return frame.sequence();
  }
}
