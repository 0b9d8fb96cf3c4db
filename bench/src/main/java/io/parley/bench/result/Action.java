package io.parley.bench.result;

import io.parley.bench.deed.Timings.Timing;

/// What users did besides sending, of one kind.
///
/// @param done how often it was due
/// @param failed of them, how often it came to something else than was expected
/// @param unanswered of them, how often nothing came of it; what several others see counts once
/// @param times from when it was due until its answer was there, or the first of the others saw it
public record Action(String kind, long done, long failed, long unanswered, Times times) {

  public static Action of(String kind, Timing timing) {
    long answered = timing.micros().getTotalCount();
    return new Action(
        kind,
        timing.done(),
        timing.failed(),
        Math.max(0, timing.done() - timing.failed() - answered),
        Times.of(timing.micros()));
  }
}
