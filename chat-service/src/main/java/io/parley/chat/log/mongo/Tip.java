package io.parley.chat.log.mongo;

/// The end of a log as far as this node knows: every event up to it is stored by a majority and
/// applied to present states. There may be more.
///
/// @param messages how many messages the log holds up to `sequence`
record Tip(long sequence, long messages) {

  /// Of a log that holds nothing.
  static final Tip NONE = new Tip(0, 0);

  Tip max(Tip other) {
    return sequence >= other.sequence ? this : other;
  }
}
