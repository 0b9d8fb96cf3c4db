package io.parley.bench.talk;

import java.util.List;
import org.HdrHistogram.Histogram;

/// What happened to the messages that were due in a window.
///
/// @param expected deliveries, if every message reaches every other member
/// @param caughtUp deliveries to users who were away meanwhile; they are in no time below
/// @param acks microseconds from when a message was due until its sender knew
/// @param deliveries microseconds from when a message was due until a receiver had it
public record Count(
    long sent, long expected, long refused, long caughtUp, Histogram acks, Histogram deliveries) {

  /// Messages whose sender never knew that they were taken.
  public long unacked() {
    return sent - acks.getTotalCount();
  }

  /// Deliveries that never came; below zero when some came twice.
  public long lost() {
    return expected - caughtUp - deliveries.getTotalCount();
  }

  boolean isComplete() {
    return unacked() <= 0 && lost() <= 0;
  }

  static Count sum(List<Count> counts) {
    var acks = new Histogram(counts.getFirst().acks());
    var deliveries = new Histogram(counts.getFirst().deliveries());
    long sent = 0;
    long expected = 0;
    long refused = 0;
    long caughtUp = 0;
    for (var count : counts) {
      sent += count.sent();
      expected += count.expected();
      refused += count.refused();
      caughtUp += count.caughtUp();
      acks.add(count.acks());
      deliveries.add(count.deliveries());
    }
    return new Count(sent, expected, refused, caughtUp, acks, deliveries);
  }
}
