package io.parley.bench.deed;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/// How often something was done and how long it took, by kind, of what was due in a window. It
/// counts from when it was due. Thread-safe.
public final class Timings {

  private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(2);
  private static final int DIGITS = 3;

  private final LongSupplier clock;
  private final Map<String, Entry> kinds = new TreeMap<>();
  private long from = Long.MAX_VALUE;
  private long until = Long.MAX_VALUE;

  /// @param clock nanoseconds since some moment, the same for all that is told here
  public Timings(LongSupplier clock) {
    this.clock = clock;
  }

  /// @param done how often it was due
  /// @param failed of them, how often it came to something else than was expected
  /// @param micros from when it was due until its answer was there
  public record Timing(long done, long failed, Histogram micros) {}

  private static final class Entry {

    private final Histogram micros = new Histogram(LONGEST_MICROS, DIGITS);
    private long begun;
    private long failed;
  }

  /// Now, by the clock.
  public long now() {
    return clock.getAsLong();
  }

  /// Counts anew what is due from now on.
  public synchronized void open() {
    kinds.clear();
    from = now();
    until = Long.MAX_VALUE;
  }

  /// Counts nothing that is due from now on; answers to what was due before still count.
  public synchronized void close() {
    until = now();
  }

  public synchronized void begun(String kind, long due) {
    if (counts(due)) {
      entry(kind).begun++;
    }
  }

  public synchronized void answered(String kind, long due) {
    if (counts(due)) {
      long micros = TimeUnit.NANOSECONDS.toMicros(Math.max(0, now() - due));
      entry(kind).micros.recordValue(Math.min(LONGEST_MICROS, micros));
    }
  }

  public synchronized void failed(String kind, long due) {
    if (counts(due)) {
      entry(kind).failed++;
    }
  }

  /// By kind, so far.
  public synchronized Map<String, Timing> result() {
    var result = new TreeMap<String, Timing>();
    kinds.forEach(
        (kind, entry) ->
            result.put(kind, new Timing(entry.begun, entry.failed, entry.micros.copy())));
    return result;
  }

  private boolean counts(long due) {
    return due >= from && due < until;
  }

  private Entry entry(String kind) {
    return kinds.computeIfAbsent(kind, _ -> new Entry());
  }
}
