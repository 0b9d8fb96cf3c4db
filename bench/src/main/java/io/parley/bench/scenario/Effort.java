package io.parley.bench.scenario;

import io.parley.bench.meter.Profiler;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How thoroughly is measured.
///
/// @param time that a measurement lasts
/// @param warmUp how long a rising load comes before, that nobody counts; after it come as many
///   messages as the servers need to have compiled what is hot, for twice as long at most
/// @param quick one rate after half of the warm-up: for comparisons within a run, not for figures
/// @param rates messages a second instead of a scenario's own; empty for those
/// @param profiler looks at the first node while it is measured; null: none
public record Effort(
    Duration time,
    Duration warmUp,
    boolean quick,
    List<Integer> rates,
    @Nullable Profiler profiler) {

  /// With what comes after the rising load.
  Duration longestWarmUp() {
    return warmUp.multipliedBy(3);
  }
}
