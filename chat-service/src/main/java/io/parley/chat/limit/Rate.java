package io.parley.chat.limit;

import io.parley.edge.RatePolicy;
import java.time.Duration;

/// A bucket's shape.
///
/// @param tokens come back in each `period`; 0 means no limit
/// @param burst how many the bucket holds; 0 means no limit
record Rate(int tokens, Duration period, int burst) {

  boolean isOff() {
    return tokens == 0 || burst == 0;
  }

  /// How many come back in this time.
  double back(long millis) {
    return (double) millis * tokens / period.toMillis();
  }

  /// As clients are told of it: what the bucket holds comes back in this time.
  RatePolicy policy(String name) {
    return new RatePolicy(
        name.replace(' ', '-'), burst, period.multipliedBy(burst).dividedBy(tokens));
  }

  /// How long it takes until a bucket that holds less than one holds one.
  Duration untilOne(double held) {
    return Duration.ofMillis((long) Math.ceil((1 - held) * period.toMillis() / tokens));
  }
}
