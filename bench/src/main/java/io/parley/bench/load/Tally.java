package io.parley.bench.load;

import org.HdrHistogram.Histogram;

/// What one event loop counts of the messages that were due in the window.
final class Tally {

  private static final long LONGEST_MICROS = 120_000_000;
  private static final int DIGITS = 3;
  private static final long MICRO = 1_000;

  private final long begun;
  private final Histogram acks = new Histogram(LONGEST_MICROS, DIGITS);
  private final Histogram deliveries = new Histogram(LONGEST_MICROS, DIGITS);
  private long from = Long.MAX_VALUE;
  private long until = Long.MAX_VALUE;
  private long sent;
  private long expected;
  private long refused;

  /// @param begun when the run began, by [System#nanoTime]
  Tally(long begun) {
    this.begun = begun;
  }

  /// Nanoseconds since the run began.
  long now() {
    return System.nanoTime() - begun;
  }

  /// Counts anew what is due from then on.
  void reset(long from) {
    this.from = from;
    until = Long.MAX_VALUE;
    acks.reset();
    deliveries.reset();
    sent = 0;
    expected = 0;
    refused = 0;
  }

  /// Counts nothing that is due from then on.
  void end(long until) {
    this.until = until;
  }

  void sent(long due, int receivers) {
    if (counts(due)) {
      sent++;
      expected += receivers;
    }
  }

  void acknowledged(long due) {
    if (counts(due)) {
      acks.recordValue(micros(due));
    }
  }

  void delivered(long due) {
    if (counts(due)) {
      deliveries.recordValue(micros(due));
    }
  }

  void refused(long due) {
    if (counts(due)) {
      refused++;
    }
  }

  Count count() {
    return new Count(sent, expected, refused, acks.copy(), deliveries.copy());
  }

  private boolean counts(long due) {
    return due >= from && due < until;
  }

  private long micros(long due) {
    return Math.min(LONGEST_MICROS, Math.max(0, now() - due) / MICRO);
  }
}
