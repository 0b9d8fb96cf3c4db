package io.parley.bench.report;

import io.parley.bench.result.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// Results as bars, in the language of Mermaid, which code hosts draw.
///
/// @see <a href="https://mermaid.js.org/syntax/xyChart.html">its charts</a>
final class Charts {

  private Charts() {}

  /// A chart for each rate and one for each search for the highest rate, of the medians by target.
  static String of(List<Result> results) {
    Map<String, List<Result>> charts = new LinkedHashMap<>();
    for (var result : results) {
      var title =
          result.rising()
              ? "%s: messages/s held".formatted(result.scenario())
              : String.format(
                  Locale.ROOT,
                  "%s at %,.0f messages/s: µs of the nodes a message",
                  result.scenario(),
                  result.rate());
      charts.computeIfAbsent(title, _ -> new ArrayList<>()).add(result);
    }
    return charts.entrySet().stream()
        .map(chart -> chart(chart.getKey(), bars(chart.getValue())))
        .collect(Collectors.joining("\n"));
  }

  private static Map<String, Double> bars(List<Result> results) {
    Map<String, List<Result>> byTarget = new LinkedHashMap<>();
    results.forEach(
        result -> byTarget.computeIfAbsent(result.target(), _ -> new ArrayList<>()).add(result));
    Map<String, Double> bars = new LinkedHashMap<>();
    byTarget.forEach(
        (target, own) -> {
          var shown = own.getFirst().rising() ? Medians.best(own) : own;
          if (!shown.isEmpty()) {
            bars.put(target, Medians.median(shown, figure(own.getFirst())));
          }
        });
    return bars;
  }

  private static ToDoubleFunction<Result> figure(Result of) {
    return of.rising() ? Result::rate : result -> result.ofNodes().cpuMicrosAMessage();
  }

  private static String chart(String title, Map<String, Double> bars) {
    return """
        ```mermaid
        xychart-beta
          title "%s"
          x-axis [%s]
          bar [%s]
        ```
        """
        .formatted(
            title,
            bars.keySet().stream().map(name -> '"' + name + '"').collect(Collectors.joining(", ")),
            bars.values().stream().map(Table::number).collect(Collectors.joining(", ")));
  }
}
