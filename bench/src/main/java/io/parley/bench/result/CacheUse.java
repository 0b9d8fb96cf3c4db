package io.parley.bench.result;

import io.parley.bench.meter.Caches;
import java.util.List;

/// How a cache of the nodes was used while they were measured.
///
/// @param asked how often
/// @param hits of them, how often it knew
public record CacheUse(String cache, long asked, long hits) {

  /// Of all that were asked between two looks.
  public static List<CacheUse> between(Caches before, Caches after) {
    return after.since(before).entrySet().stream()
        .map(one -> new CacheUse(one.getKey(), one.getValue().times(), one.getValue().hits()))
        .toList();
  }

  /// From 0 to 1.
  public double rate() {
    return hits / (double) asked;
  }
}
