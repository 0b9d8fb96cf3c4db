package io.parley.gateway.limit;

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

  String key(String subject) {
    return "limit:" + name + ":" + subject;
  }
}
