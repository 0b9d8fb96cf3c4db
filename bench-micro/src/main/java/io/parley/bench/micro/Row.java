package io.parley.bench.micro;

import java.util.Locale;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;

/// A measurement as a row of a table of Markdown.
final class Row {

  static final String HEAD =
      """
      | benchmark | ns/op | ± (99.9 %) | B/op |
      |---|---|---|---|
      """;

  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private Row() {}

  static String of(RunResult result) {
    var time = result.getPrimaryResult();
    return "| %s | %s | %s | %s |"
        .formatted(
            label(result.getParams()),
            number(time.getScore()),
            number(time.getScoreError()),
            number(allocated(result)));
  }

  private static double allocated(RunResult result) {
    var allocated = result.getSecondaryResults().get(ALLOCATED);
    return allocated == null ? Double.NaN : allocated.getScore();
  }

  /// `Codec.decodeSend` of `io.parley.bench.micro.CodecBenchmark.decodeSend`.
  static String shortName(String name) {
    int method = name.lastIndexOf('.');
    int type = name.lastIndexOf('.', method - 1);
    return name.substring(type + 1, method).replaceFirst("Benchmark$", "") + name.substring(method);
  }

  private static String label(BenchmarkParams params) {
    return shortName(params.getBenchmark())
        + params.getParamsKeys().stream()
            .map(key -> " " + params.getParam(key) + " " + key)
            .collect(Collectors.joining());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%,.0f", value);
  }
}
