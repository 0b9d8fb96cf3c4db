package io.parley.bench.meter;

import io.parley.prove.client.Rest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How often several processes together have called their store since they began, and how long it
/// took lately, by what was called: a command and its collection.
public record StoreCalls(Map<String, Calls> calls) {

  /// What the JVMs of services need to say how long calls took: percentiles of the last half
  /// minute.
  public static final List<String> JVM_OPTIONS =
      List.of(
          "-Dmanagement.metrics.distribution.percentiles.mongodb.driver.commands=0.5,0.95,0.99",
          "-Dmanagement.metrics.distribution.expiry.mongodb.driver.commands=30s");

  private static final String TIMER = "/actuator/metrics/mongodb.driver.commands";

  /// Percentiles of those that failed would be added to them.
  private static final String SUCCEEDED = "?tag=status:SUCCESS";

  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final double MILLIS = 1_000;

  /// @param p50 in milliseconds, as the others; of the process where it took longest
  public record Calls(long times, double p50, double p95, double p99) {

    private static final Calls NONE = new Calls(0, 0, 0, 0);

    private Calls plus(Calls other) {
      return new Calls(
          times + other.times,
          Math.max(p50, other.p50),
          Math.max(p95, other.p95),
          Math.max(p99, other.p99));
    }

    private Calls since(Calls earlier) {
      return new Calls(times - earlier.times, p50, p95, p99);
    }
  }

  /// @param management where processes show their meters
  public static StoreCalls of(List<URI> management) throws IOException, InterruptedException {
    var calls = new TreeMap<String, Calls>();
    try (var http = HttpClient.newHttpClient()) {
      for (var address : management) {
        add(new Rest(http, address, ""), calls);
      }
    }
    return new StoreCalls(calls);
  }

  /// What was called since an earlier look.
  public Map<String, Calls> since(StoreCalls earlier) {
    var since = new TreeMap<String, Calls>();
    calls.forEach(
        (call, now) -> since.put(call, now.since(earlier.calls().getOrDefault(call, Calls.NONE))));
    since.values().removeIf(one -> one.times() == 0);
    return since;
  }

  private static void add(Rest process, Map<String, Calls> calls)
      throws IOException, InterruptedException {
    for (var collection : values(process, TIMER + SUCCEEDED, "collection")) {
      var of = SUCCEEDED + "&tag=collection:" + collection;
      for (var command : values(process, TIMER + of, "command")) {
        var tags = of + "&tag=command:" + command;
        calls.merge(command + " " + collection, calls(process, tags), Calls::plus);
      }
    }
  }

  private static Calls calls(Rest process, String tags) throws IOException, InterruptedException {
    var timer = process.expect(OK, process.get(TIMER + tags));
    return new Calls(
        Math.round(timer.at("/measurements/0/value").asDouble()),
        percentile(process, tags, "0.5"),
        percentile(process, tags, "0.95"),
        percentile(process, tags, "0.99"));
  }

  private static double percentile(Rest process, String tags, String phi)
      throws IOException, InterruptedException {
    var gauge = process.expect(OK, process.get(TIMER + ".percentile" + tags + "&tag=phi:" + phi));
    return gauge.at("/measurements/0/value").asDouble() * MILLIS;
  }

  /// Of a tag of a timer; none when nothing was timed yet.
  private static List<String> values(Rest process, String timer, String tag)
      throws IOException, InterruptedException {
    var answer = process.get(timer);
    if (answer.status() == NOT_FOUND) {
      return List.of();
    }
    var values = new ArrayList<String>();
    for (var one : process.expect(OK, answer).get("availableTags")) {
      if (one.get("tag").asString().equals(tag)) {
        one.get("values").forEach(value -> values.add(value.asString()));
      }
    }
    return values;
  }
}
