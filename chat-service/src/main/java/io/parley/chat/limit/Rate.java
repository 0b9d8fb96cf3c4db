package io.parley.chat.limit;

import java.time.Duration;

/// A bucket's shape.
///
/// @param tokens come back in each `period`; 0 means no limit
/// @param burst how many the bucket holds; 0 means no limit
record Rate(int tokens, Duration period, int burst) {

  boolean isOff() {
    return tokens == 0 || burst == 0;
  }

  double perMilli() {
    return tokens / (double) period.toMillis();
  }
}
