package io.parley.chat.socket.order;

import java.util.function.LongSupplier;

/// How many frames a session may still send, and how many wrong ones. Used by its event loop alone.
public final class FrameBudget {

  private static final long MINUTE_NANOS = 60_000_000_000L;
  private static final double SECOND_NANOS = 1e9;

  private final int perSecond;
  private final int burst;
  private final int mostInvalid;
  private final LongSupplier nanos;
  private double tokens;
  private long refilledAt;
  private int invalid;
  private long minuteBegan;

  /// Of each, 0 is no limit.
  ///
  /// @param mostInvalid wrong frames within a minute
  public FrameBudget(int perSecond, int burst, int mostInvalid, LongSupplier nanos) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.mostInvalid = mostInvalid;
    this.nanos = nanos;
    this.tokens = burst;
    this.refilledAt = nanos.getAsLong();
  }

  /// Whether one more frame is within the limit.
  public boolean take() {
    if (perSecond == 0 || burst == 0) {
      return true;
    }
    var now = nanos.getAsLong();
    tokens = Math.min(burst, tokens + (now - refilledAt) / SECOND_NANOS * perSecond);
    refilledAt = now;
    if (tokens < 1) {
      return false;
    }
    tokens -= 1;
    return true;
  }

  /// Counts a wrong frame.
  ///
  /// @return whether that was one too many
  public boolean spendInvalid() {
    var now = nanos.getAsLong();
    if (invalid == 0 || now - minuteBegan >= MINUTE_NANOS) {
      minuteBegan = now;
      invalid = 0;
    }
    invalid++;
    return mostInvalid > 0 && invalid >= mostInvalid;
  }
}
