package io.parley.chat.log;

import java.time.Instant;

/// Where a conversation's log stands.
///
/// @param epoch changes when the log was restored from a backup or lost its end
/// @param first the lowest sequence still kept; 1 until old events are removed
/// @param sequence the highest sequence, 0 of an empty log
/// @param tally of the log up to `sequence`
/// @param movedAt when the stored hint was raised last, by the database's clock; for display and
///   for the order of lists only
public record Head(String epoch, long first, long sequence, Tally tally, Instant movedAt) {

  public long messages() {
    return tally.messages();
  }
}
