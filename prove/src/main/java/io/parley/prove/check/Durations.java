package io.parley.prove.check;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Times of one kind, in nanoseconds.
public final class Durations {

  private long[] nanos = new long[64];
  private int count;

  public void add(long one) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, count * 2);
    }
    nanos[count++] = one;
  }

  public int count() {
    return count;
  }

  /// The least time that this part of them does not exceed; 0 when there are none.
  ///
  /// @param part above 0, at most 1: 0.99 for p99
  public long percentile(double part) {
    if (count == 0) {
      return 0;
    }
    var sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return sorted[Math.max(0, (int) Math.ceil(part * count) - 1)];
  }

  /// For a report: `p99 0.31 s, longest 1.02 s`; null when there are none.
  public @Nullable String summary() {
    return count == 0
        ? null
        : "p99 %.2f s, longest %.2f s".formatted(percentile(0.99) / 1e9, percentile(1) / 1e9);
  }
}
