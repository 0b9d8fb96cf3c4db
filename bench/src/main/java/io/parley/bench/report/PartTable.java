package io.parley.bench.report;

import io.parley.bench.result.MixedResult;
import io.parley.bench.result.ReadsResult;
import io.parley.bench.result.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// What was measured besides the talk, kind by kind, as a table of Markdown: of several runs the
/// medians and between which they lie.
///
/// @param columns the names of those after what was measured, with a bar between two of them
/// @param kind what is shown together
/// @param cells of one kind
record PartTable<P>(String columns, Function<P, String> kind, Function<List<P>, String> cells) {

  private static final String MEASURED = "scenario | target | messages/s | stored";

  /// One kind in one measurement.
  ///
  /// @param stored messages in what was read; 0 where that is not the point
  private record Row<P>(String scenario, String target, double rate, long stored, P part) {}

  private record Same(String scenario, String target, double rate, long stored, String kind) {}

  String ofMixed(List<MixedResult> results, Function<MixedResult, List<P>> parts) {
    var rows = new ArrayList<Row<P>>();
    results.forEach(result -> rows.addAll(rows(result.talk(), 0, parts.apply(result))));
    return of(rows);
  }

  String ofReads(List<ReadsResult> results, Function<ReadsResult, List<P>> parts) {
    var rows = new ArrayList<Row<P>>();
    results.forEach(
        result -> rows.addAll(rows(result.talk(), result.stored(), parts.apply(result))));
    return of(rows);
  }

  private List<Row<P>> rows(Result talk, long stored, List<P> parts) {
    return parts.stream()
        .map(part -> new Row<>(talk.scenario(), talk.target(), talk.rate(), stored, part))
        .toList();
  }

  private String of(List<Row<P>> rows) {
    var names = "| %s | %s |".formatted(MEASURED, columns);
    var lines = new StringBuilder(names + "\n" + names.replaceAll("[^|]+", "---") + "\n");
    Medians.groups(rows, this::same).forEach(group -> lines.append(line(group)));
    return lines.toString();
  }

  private Same same(Row<P> row) {
    return new Same(row.scenario, row.target, row.rate, row.stored, kind.apply(row.part));
  }

  private String line(List<Row<P>> rows) {
    var same = same(rows.getFirst());
    return "| %s | %s | %.0f | %s | %s | %s |%n"
        .formatted(
            same.scenario,
            same.target,
            same.rate,
            same.stored == 0 ? "" : same.stored,
            same.kind,
            cells.apply(rows.stream().map(Row::part).toList()));
  }
}
