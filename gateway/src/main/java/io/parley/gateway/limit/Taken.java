package io.parley.gateway.limit;

import java.time.Duration;

/// What became of a wish for a token.
///
/// @param delay zero when there was one, else how long until there will be
/// @param fullIn how long until the bucket is full again
record Taken(Duration delay, Duration fullIn) {

  boolean isRefused() {
    return delay.isPositive();
  }
}
