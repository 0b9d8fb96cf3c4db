package io.parley.chat.log;

import io.parley.common.frame.EventFrame;
import io.parley.common.id.ConversationId;

/// A durable event as the log has it now: a message in its present state, everything else as it
/// happened.
///
/// @param tally of the log up to and with this event
public record LogEvent(EventFrame frame, String key, Tally tally) {

  public ConversationId conversation() {
    return frame.conversation();
  }

  public long sequence() {
    return frame.sequence();
  }

  public long messages() {
    return tally.messages();
  }
}
