package io.parley.chat.limit;

import io.parley.edge.RatePolicy;
import java.time.Duration;

/// A bucket's shape.
///
/// @param tokens come back in each `period`; 0 means no limit
/// @param burst how many the bucket holds; 0 means no limit
record Rate(int tokens, Duration period, int burst) {

  private static final long HANDFUL_MILLIS = 500;

  boolean isOff() {
    return tokens == 0 || burst == 0;
  }

  /// How many come back in this time.
  double back(long millis) {
    return (double) millis * tokens / period.toMillis();
  }

  /// How many of its tokens a node may take at once, to give them out by itself: what comes back in
  /// half a second, as far as that is no more than a tenth of the bucket.
  int handful() {
    return (int) Math.clamp((long) back(HANDFUL_MILLIS), 1, Math.max(1, burst / 10));
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
