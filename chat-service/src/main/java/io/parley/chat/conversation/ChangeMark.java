package io.parley.chat.conversation;

import java.time.Duration;
import java.time.Instant;

/// Up to where changes of memberships were read that the store's clock has put in order. A change
/// may become visible after one with a later time, so each look begins somewhat before the end of
/// the last one, until nothing new was found for as long: then nothing can have come late any more,
/// and what is known already is not read again and again.
///
/// @param latest the time of the latest change that was found
/// @param foundNanos when that was, by [System#nanoTime]
/// @param isMore whether a look found as many as it may, so that there are more
public record ChangeMark(Instant latest, long foundNanos, boolean isMore) {

  private static final Duration OVERLAP = Duration.ofSeconds(10);

  /// Of a look that found all there is.
  static ChangeMark of(Instant latest, long nowNanos) {
    return new ChangeMark(latest, nowNanos, false);
  }

  /// The next look has to find every change whose time is after this one.
  Instant after(long nowNanos) {
    if (isMore) {
      return latest.minusMillis(1); // Others may have the time of the last one that was found
    }
    return nowNanos - foundNanos < OVERLAP.toNanos() ? latest.minus(OVERLAP) : latest;
  }

  /// Where to go on from after a look that found changes up to a time.
  ChangeMark next(Instant last, boolean more, long nowNanos) {
    return last.isAfter(latest) || more != isMore ? new ChangeMark(last, nowNanos, more) : this;
  }
}
