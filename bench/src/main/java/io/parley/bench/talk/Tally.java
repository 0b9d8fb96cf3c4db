package io.parley.bench.talk;

import org.HdrHistogram.Histogram;

/// What one event loop counts of the messages that are due from some moment on. Used on that loop.
public final class Tally {

  private static final long LONGEST_MICROS = 120_000_000;
  private static final int DIGITS = 3;
  private static final long MICRO = 1_000;

  private final long begun;
  private final Histogram acks = new Histogram(LONGEST_MICROS, DIGITS);
  private final Histogram deliveries = new Histogram(LONGEST_MICROS, DIGITS);
  private long from = Long.MAX_VALUE;
  private long sent;
  private long expected;
  private long refused;
  private long caughtUp;

  /// @param begun when the run began, by [System#nanoTime]
  Tally(long begun) {
    this.begun = begun;
  }

  /// Nanoseconds since the run began.
  public long now() {
    return System.nanoTime() - begun;
  }

  /// Counts anew what is due from then on.
  ///
  /// @return whether then is still to come; else messages of it may have passed uncounted while
  ///   their deliveries will count, and a later moment has to be found
  boolean reset(long from) {
    this.from = from;
    acks.reset();
    deliveries.reset();
    sent = 0;
    expected = 0;
    refused = 0;
    caughtUp = 0;
    return now() < from;
  }

  void sent(long due, int receivers) {
    if (counts(due)) {
      sent++;
      expected += receivers;
    }
  }

  public void acknowledged(long due) {
    if (counts(due)) {
      acks.recordValue(micros(due));
    }
  }

  public void delivered(long due) {
    if (counts(due)) {
      deliveries.recordValue(micros(due));
    }
  }

  /// It came late, since its receiver was away meanwhile.
  public void caughtUp(long due) {
    if (counts(due)) {
      caughtUp++;
    }
  }

  void refused(long due) {
    if (counts(due)) {
      refused++;
    }
  }

  Count count() {
    return new Count(sent, expected, refused, caughtUp, acks.copy(), deliveries.copy());
  }

  private boolean counts(long due) {
    return due >= from;
  }

  private long micros(long due) {
    return Math.min(LONGEST_MICROS, Math.max(0, now() - due) / MICRO);
  }
}
