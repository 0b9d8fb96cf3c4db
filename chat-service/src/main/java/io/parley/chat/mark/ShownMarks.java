package io.parley.chat.mark;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// Marks that the messages of their members show: nobody waits for a word about them, and mostly
/// the next message takes it along. Each waits 5 s for that. Bounded. Safe for concurrent use.
final class ShownMarks {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final int most;
  private final LongSupplier nanos;

  /// Longest waiting first.
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

  ShownMarks(int most, LongSupplier nanos) {
    this.most = most;
    this.nanos = nanos;
  }

  private record Waiting(Rise rise, long until) {}

  /// False when too many wait.
  synchronized boolean add(Rise rise) {
    return waiting.size() < most
        && waiting.add(new Waiting(rise, nanos.getAsLong() + PATIENCE.toNanos()));
  }

  /// Takes those that have waited long enough.
  synchronized List<Rise> take() {
    long now = nanos.getAsLong();
    List<Rise> due = new ArrayList<>();
    while (!waiting.isEmpty() && waiting.element().until() - now <= 0) {
      due.add(waiting.remove().rise());
    }
    return due;
  }
}
