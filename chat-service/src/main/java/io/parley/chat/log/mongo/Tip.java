package io.parley.chat.log.mongo;

import io.parley.chat.log.Tally;

/// The end of a log as far as this node knows: every event up to it is stored by a majority and
/// applied to present states. There may be more.
///
/// @param tally of the log up to `sequence`
record Tip(long sequence, Tally tally) {

  /// Of a log that holds nothing.
  static final Tip NONE = new Tip(0, Tally.NONE);

  Tip max(Tip other) {
    return sequence >= other.sequence ? this : other;
  }
}
