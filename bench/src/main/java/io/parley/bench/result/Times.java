package io.parley.bench.result;

import org.HdrHistogram.Histogram;

/// How long it took, in milliseconds.
///
/// @param p50 half of them took no longer; the others likewise
public record Times(double p50, double p95, double p99, double longest) {

  private static final double MICROS = 1_000;

  public static Times of(Histogram micros) {
    return new Times(
        micros.getValueAtPercentile(50) / MICROS,
        micros.getValueAtPercentile(95) / MICROS,
        micros.getValueAtPercentile(99) / MICROS,
        micros.getMaxValue() / MICROS);
  }
}
