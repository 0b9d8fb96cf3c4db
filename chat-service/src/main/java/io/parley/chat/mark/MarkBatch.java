package io.parley.chat.mark;

import io.parley.chat.Turns;
import io.parley.chat.view.Place;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;

/// Marks that wait to be written together, one entry a member and conversation; bounded. Who marks
/// on and on is written once a second. Safe for concurrent use.
final class MarkBatch {

  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final Turns<Place, Rise> waiting;

  MarkBatch(int most, LongSupplier nanos) {
    this.waiting = new Turns<>(most, PERIOD, Rise::and, nanos);
  }

  /// Adds one, together with what waits for the same place. False when it is full.
  boolean add(Rise rise) {
    return waiting.add(rise.place(), rise);
  }

  /// Puts back what could not be written; what finds no place is lost, and its client says it again
  /// with its next mark.
  void putBack(Collection<Rise> rises) {
    rises.forEach(this::add);
  }

  /// Takes those whose turn it is.
  List<Rise> take() {
    return List.copyOf(waiting.take(Integer.MAX_VALUE).values());
  }

  /// Takes what waits for these, whether it is their turn or not.
  List<Rise> takeNow(Collection<Place> places) {
    return waiting.isEmpty() ? List.of() : List.copyOf(waiting.takeNow(places).values());
  }

  /// Takes everything.
  List<Rise> takeAll() {
    return List.copyOf(waiting.takeAll().values());
  }
}
