package io.parley.chat.mark;

import io.parley.chat.view.Place;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;

/// Marks that wait to be written together, one entry a member and conversation; bounded. Safe for
/// concurrent use.
final class MarkBatch {

  private final int most;
  private LinkedHashMap<Place, Rise> waiting = new LinkedHashMap<>();

  MarkBatch(int most) {
    this.most = most;
  }

  /// Adds one, together with what waits for the same place. False when it is full.
  synchronized boolean add(Rise rise) {
    if (waiting.size() >= most && !waiting.containsKey(rise.place())) {
      return false;
    }
    waiting.merge(rise.place(), rise, Rise::and);
    return true;
  }

  /// Puts back what could not be written; what finds no place is lost, and its client says it again
  /// with its next mark.
  synchronized void putBack(Collection<Rise> rises) {
    rises.forEach(this::add);
  }

  /// Takes everything.
  synchronized List<Rise> drain() {
    if (waiting.isEmpty()) {
      return List.of();
    }
    var all = List.copyOf(waiting.values());
    waiting = new LinkedHashMap<>();
    return all;
  }
}
