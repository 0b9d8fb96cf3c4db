package io.parley.bench.meter;

import io.parley.prove.client.Rest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How often the caches of several processes together were asked since those began, by the name of
/// the cache.
public record Caches(Map<String, Asked> asked) {

  private static final String GETS = "/actuator/metrics/cache.gets";
  private static final int OK = 200;

  /// @param hits of them, how often something was known
  public record Asked(long times, long hits) {

    private static final Asked NEVER = new Asked(0, 0);

    private Asked plus(Asked other) {
      return new Asked(times + other.times, hits + other.hits);
    }

    private Asked minus(Asked earlier) {
      return new Asked(times - earlier.times, hits - earlier.hits);
    }
  }

  /// @param management where processes show their meters
  public static Caches of(List<URI> management) throws IOException, InterruptedException {
    var asked = new TreeMap<String, Asked>();
    try (var http = HttpClient.newHttpClient()) {
      for (var address : management) {
        of(new Rest(http, address, ""))
            .forEach((cache, here) -> asked.merge(cache, here, Asked::plus));
      }
    }
    return new Caches(asked);
  }

  /// Those that were asked since an earlier look.
  public Map<String, Asked> since(Caches earlier) {
    var since = new TreeMap<String, Asked>();
    asked.forEach(
        (cache, now) ->
            since.put(cache, now.minus(earlier.asked().getOrDefault(cache, Asked.NEVER))));
    since.values().removeIf(Asked.NEVER::equals);
    return since;
  }

  private static Map<String, Asked> of(Rest process) throws IOException, InterruptedException {
    var asked = new TreeMap<String, Asked>();
    var all = process.expect(OK, process.get(GETS));
    for (var tag : all.get("availableTags")) {
      if (tag.get("tag").asString().equals("cache")) {
        for (var cache : tag.get("values")) {
          var name = cache.asString();
          long hits = count(process, name, "hit");
          asked.put(name, new Asked(hits + count(process, name, "miss"), hits));
        }
      }
    }
    return asked;
  }

  private static long count(Rest process, String cache, String result)
      throws IOException, InterruptedException {
    var path = "%s?tag=cache:%s&tag=result:%s".formatted(GETS, cache, result);
    var counter = process.expect(OK, process.get(path));
    return Math.round(counter.at("/measurements/0/value").asDouble());
  }
}
