package io.parley.chat.socket;

import java.time.Duration;

/// Notices that this node stood still, by beats that came too late. What clients sent meanwhile
/// still waits to be read, so for a while nobody may be called late or silent.
final class Stillness {

  static final Duration NOTICED_AFTER = Duration.ofSeconds(3);
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private long lastBeat;
  private long patientUntil;

  /// @param nanos a monotonic time
  Stillness(long nanos) {
    lastBeat = nanos;
    patientUntil = nanos;
  }

  /// A beat; by one thread at a time.
  ///
  /// @return whether clients may be judged by what came from them
  boolean beat(long nanos) {
    if (nanos - lastBeat > NOTICED_AFTER.toNanos()) {
      patientUntil = nanos + PATIENCE.toNanos();
    }
    lastBeat = nanos;
    return nanos - patientUntil >= 0;
  }
}
