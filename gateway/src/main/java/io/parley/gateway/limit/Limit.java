package io.parley.gateway.limit;

import io.parley.edge.RatePolicy;
import java.time.Duration;

/// A token bucket's shape.
///
/// @param name as in the key
/// @param interval between two tokens
/// @param burst how many the bucket holds
public record Limit(String name, Duration interval, int burst) {

  /// Never refuses.
  private static final int OFF = 0;

  /// @param count per period; zero switches the limit off
  /// @param burst how many at once; zero switches the limit off
  public static Limit of(String name, int count, Duration period, int burst) {
    return count == 0 || burst == 0
        ? new Limit(name, Duration.ZERO, OFF)
        : new Limit(name, period.dividedBy(count), burst);
  }

  boolean isOff() {
    return burst == OFF;
  }

  /// As clients are told of it: what the bucket holds comes back in this time.
  RatePolicy policy() {
    return new RatePolicy(name, burst, interval.multipliedBy(burst));
  }

  /// How many tokens are in the bucket that will be full in this time.
  long left(Duration fullIn) {
    return Math.max(0, burst - (fullIn.toNanos() + interval.toNanos() - 1) / interval.toNanos());
  }

  String key(String subject) {
    return "limit:" + name + ":" + subject;
  }
}
