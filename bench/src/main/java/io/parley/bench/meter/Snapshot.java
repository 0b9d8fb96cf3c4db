package io.parley.bench.meter;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/// What each of some processes has spent, by their names: a kind, `-` and a number.
public record Snapshot(Map<String, Usage> processes) {

  /// @param pids by name
  public static Snapshot of(Map<String, Long> pids) throws IOException {
    var usages = new TreeMap<String, Usage>();
    for (var process : pids.entrySet()) {
      usages.put(process.getKey(), Usage.of(process.getValue()));
    }
    return new Snapshot(usages);
  }

  /// What was spent since an earlier one, by kind.
  public Map<String, Usage> since(Snapshot earlier) {
    var kinds = new TreeMap<String, Usage>();
    processes.forEach(
        (name, usage) ->
            kinds.merge(
                kind(name),
                usage.since(earlier.processes().getOrDefault(name, usage)),
                Usage::and));
    return kinds;
  }

  /// The kind of a process by its name.
  public static String kind(String name) {
    return name.substring(0, name.lastIndexOf('-'));
  }
}
