package io.parley.bench.mixed;

import io.parley.bench.mixed.Frames.Position;

/// How far a user got in a conversation: everything up to there has come.
final class Progress {

  private String epoch = "";
  private long sequence;
  private long acknowledged;

  boolean isUnknown() {
    return epoch.isEmpty();
  }

  Position position() {
    return new Position(epoch, sequence);
  }

  /// From there on.
  void begin(String epoch, long sequence) {
    this.epoch = epoch;
    this.sequence = sequence;
    acknowledged = sequence;
  }

  /// An event came: everything below has come before.
  void reached(long event) {
    sequence = Math.max(sequence, event);
    goOn();
  }

  /// An event of one's own is stored there; what is below may still be on its way.
  void acknowledged(long event) {
    acknowledged = Math.max(acknowledged, event);
    goOn();
  }

  private void goOn() {
    if (acknowledged == sequence + 1) {
      sequence = acknowledged;
    }
  }
}
