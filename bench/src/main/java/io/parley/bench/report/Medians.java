package io.parley.bench.report;

import io.parley.bench.result.ConnectResult;
import io.parley.bench.result.IdleResult;
import io.parley.bench.result.Result;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// What several runs of the same come to: the middle one, and between which they lie.
final class Medians {

  private static final String HEAD =
      """
      | scenario | target | messages/s | runs held | delivery p50 ms | p95 ms | p99 ms | CPU of the nodes µs/message |
      |---|---|---|---|---|---|---|---|
      """;

  private static final String HELD_HEAD =
      """
      | scenario | target | most messages/s held | deliveries/s then |
      |---|---|---|---|
      """;

  private Medians() {}

  /// By scenario, target and rate, of those that were measured at fixed rates.
  static String ofRates(List<Result> results) {
    var lines = new ArrayList<String>();
    for (var same : groups(results, result -> Same.of(result, result.rate()))) {
      var one = same.getFirst();
      long held = same.stream().filter(Result::isHeld).count();
      lines.add(
          "| %s | %s | %.0f | %d of %d | %s | %s | %s | %s |"
              .formatted(
                  one.scenario(),
                  one.target(),
                  one.rate(),
                  held,
                  same.size(),
                  spread(same, result -> result.delivery().p50()),
                  spread(same, result -> result.delivery().p95()),
                  spread(same, result -> result.delivery().p99()),
                  spread(same, result -> result.ofNodes().cpuMicrosAMessage())));
    }
    return HEAD + String.join("\n", lines) + "\n";
  }

  /// By scenario and target, of those in which the highest rate was looked for.
  static String ofHeld(List<Result> results) {
    var lines = new ArrayList<String>();
    for (var same : groups(results, result -> Same.of(result, 0))) {
      var best = best(same);
      if (!best.isEmpty()) {
        lines.add(
            "| %s | %s | %s | %s |"
                .formatted(
                    same.getFirst().scenario(),
                    same.getFirst().target(),
                    spread(best, Result::rate),
                    spread(best, Result::deliveries)));
      }
    }
    return HELD_HEAD + String.join("\n", lines) + "\n";
  }

  /// By target.
  static String ofConnects(List<ConnectResult> results) {
    return table(Table.CONNECT_HEAD, results, ConnectResult::target, Medians::rowOfConnects);
  }

  /// @param same of one target
  static String rowOfConnects(List<ConnectResult> same) {
    return "| connect | %s | %d | %s | %s · %s | %s |"
        .formatted(
            same.getFirst().target(),
            same.getFirst().sockets(),
            spread(same, result -> result.sockets() / result.seconds()),
            spread(same, result -> result.opening().p50()),
            spread(same, result -> result.opening().p99()),
            kinds(same.stream().map(ConnectResult::cpuMicrosASocket).toList()));
  }

  /// By target.
  static String ofIdle(List<IdleResult> results) {
    return table(Table.IDLE_HEAD, results, IdleResult::target, Medians::rowOfIdle);
  }

  /// @param same of one target
  static String rowOfIdle(List<IdleResult> same) {
    return "| idle | %s | %d | %s |"
        .formatted(
            same.getFirst().target(),
            same.getFirst().sockets(),
            kinds(same.stream().map(IdleResult::kibASocket).toList()));
  }

  private static <T> String table(
      String head, List<T> results, Function<T, ?> same, Function<List<T>, String> row) {
    var rows = groups(results, same).stream().map(row).collect(Collectors.joining("\n"));
    return head + rows + "\n";
  }

  /// Of each run the highest rate that was held.
  static List<Result> best(List<Result> results) {
    Map<Integer, Result> best = new LinkedHashMap<>();
    results.stream()
        .filter(Result::isHeld)
        .forEach(
            result ->
                best.merge(
                    result.run(),
                    result,
                    (before, now) -> now.rate() > before.rate() ? now : before));
    return List.copyOf(best.values());
  }

  /// The one in the middle; of an even number the mean of the two.
  static <T> double median(List<T> results, ToDoubleFunction<T> figure) {
    double[] sorted = results.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private record Same(String scenario, String target, double rate) {

    static Same of(Result result, double rate) {
      return new Same(result.scenario(), result.target(), rate);
    }
  }

  /// Those that measured the same, in the order of their first.
  static <T> Collection<List<T>> groups(List<T> results, Function<T, ?> same) {
    return results.stream()
        .collect(Collectors.groupingBy(same, LinkedHashMap::new, Collectors.toList()))
        .values();
  }

  static String kinds(List<Map<String, Double>> runs) {
    return runs.getFirst().keySet().stream()
        .map(kind -> spread(runs, run -> run.getOrDefault(kind, 0.0)) + " " + kind)
        .collect(Collectors.joining(", "));
  }

  /// The one in the middle, and of several the least and the most.
  static <T> String spread(List<T> results, ToDoubleFunction<T> figure) {
    var median = Table.number(median(results, figure));
    if (results.size() == 1) {
      return median;
    }
    double[] all = results.stream().mapToDouble(figure).toArray();
    return "%s (%s – %s)"
        .formatted(
            median,
            Table.number(Arrays.stream(all).min().orElse(0)),
            Table.number(Arrays.stream(all).max().orElse(0)));
  }
}
