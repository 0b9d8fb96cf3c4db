package io.parley.chat.delivery;

import io.parley.edge.cache.Recent;
import java.time.Duration;

/// Keeps what only rises from falling on its way to sessions: a hint may come late, from a node
/// that stood still, or out of order. Thread-safe.
final class Heights {

  private static final int MOST = 50_000;
  private static final Duration LIFE = Duration.ofMinutes(5);

  private final Recent<String, Height> highest = new Recent<>(MOST, LIFE);

  /// Whether no higher frame of its key passed lately.
  synchronized boolean admits(Outgoing frame) {
    if (frame.height().equals(Height.NONE)) {
      return true;
    }
    var known = highest.get(frame.key());
    if (known != null && frame.height().isBelow(known)) {
      return false;
    }
    highest.put(frame.key(), frame.height());
    return true;
  }
}
