package io.parley.bench.mixed;

import io.parley.bench.deed.Timings;
import java.util.HashMap;
import java.util.Map;

/// What some users showed to others who have not seen it yet. The first one to see it counts. Used
/// on one event loop.
final class Sightings {

  private final Timings timings;
  private final Map<String, Shown> shown = new HashMap<>();

  Sightings(Timings timings) {
    this.timings = timings;
  }

  /// @param height what is shown later is higher
  private record Shown(long height, long since) {}

  /// Something is shown from now on, in the place of what was before.
  ///
  /// @param whose of all that is shown of a kind
  void show(String kind, String whose, long height) {
    long now = timings.now();
    timings.begun(kind, now);
    shown.put(kind + " " + whose, new Shown(height, now));
  }

  /// Somebody saw it, or what is higher.
  void see(String kind, String whose, long height) {
    var key = kind + " " + whose;
    var seen = shown.get(key);
    if (seen != null && seen.height() <= height) {
      shown.remove(key);
      timings.answered(kind, seen.since());
    }
  }

  /// It may be seen by another cause.
  void forget(String kind, String whose) {
    shown.remove(kind + " " + whose);
  }
}
