package io.parley.bench.scenario;

import java.time.Duration;

/// How thoroughly is measured.
///
/// @param time that a measurement lasts
/// @param quick one rate after a shorter warm-up: for comparisons within a run, not for figures
public record Effort(Duration time, boolean quick) {}
