package io.parley.prove.fault;

import java.time.Duration;

/// What all connections of a proxy meet at a moment.
///
/// @param delay that each message waits, in either direction
/// @param jitter that it waits at most in addition
/// @param away whether nobody gets through: connections are refused
/// @param dark whether nothing passes: a connection that meets this stays silent for ever, with no
///   sign that it is dead
record Weather(Duration delay, Duration jitter, boolean away, boolean dark) {

  static final Weather FAIR = new Weather(Duration.ZERO, Duration.ZERO, false, false);

  Weather withDelay(Duration much, Duration upTo) {
    return new Weather(much, upTo, away, dark);
  }

  Weather withAway(boolean yes) {
    return new Weather(delay, jitter, yes, dark);
  }

  Weather withDark(boolean yes) {
    return new Weather(delay, jitter, away, yes);
  }
}
