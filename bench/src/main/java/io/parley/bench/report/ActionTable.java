package io.parley.bench.report;

import io.parley.bench.result.Action;
import io.parley.bench.result.MixedResult;
import io.parley.bench.result.ReadsResult;
import io.parley.bench.result.Result;
import java.util.ArrayList;
import java.util.List;

/// What users did besides sending as a table of Markdown: of several runs the medians and between
/// which they lie.
public final class ActionTable {

  private static final String HEAD =
      """
      | scenario | target | messages/s | stored | what | times | failed · unanswered | p50 ms | p95 ms | p99 ms |
      |---|---|---|---|---|---|---|---|---|---|
      """;

  private ActionTable() {}

  /// One kind in one measurement.
  ///
  /// @param stored messages in what was read; 0 where that is not the point
  private record Row(String scenario, String target, double rate, long stored, Action action) {}

  private record Same(String scenario, String target, double rate, long stored, String kind) {

    static Same of(Row row) {
      return new Same(row.scenario, row.target, row.rate, row.stored, row.action.kind());
    }
  }

  public static String ofMixed(List<MixedResult> results) {
    var rows = new ArrayList<Row>();
    results.forEach(result -> rows.addAll(rows(result.talk(), 0, result.actions())));
    return of(rows);
  }

  public static String ofReads(List<ReadsResult> results) {
    var rows = new ArrayList<Row>();
    results.forEach(result -> rows.addAll(rows(result.talk(), result.stored(), result.actions())));
    return of(rows);
  }

  private static List<Row> rows(Result talk, long stored, List<Action> actions) {
    return actions.stream()
        .map(action -> new Row(talk.scenario(), talk.target(), talk.rate(), stored, action))
        .toList();
  }

  private static String of(List<Row> rows) {
    var lines = new StringBuilder(HEAD);
    Medians.groups(rows, Same::of).forEach(group -> lines.append(line(group)));
    return lines.toString();
  }

  private static String line(List<Row> rows) {
    var same = Same.of(rows.getFirst());
    var actions = rows.stream().map(Row::action).toList();
    return "| %s | %s | %.0f | %s | %s | %d | %d · %d | %s | %s | %s |%n"
        .formatted(
            same.scenario,
            same.target,
            same.rate,
            same.stored == 0 ? "" : same.stored,
            same.kind,
            actions.stream().mapToLong(Action::done).sum(),
            actions.stream().mapToLong(Action::failed).sum(),
            actions.stream().mapToLong(Action::unanswered).sum(),
            Medians.spread(actions, action -> action.times().p50()),
            Medians.spread(actions, action -> action.times().p95()),
            Medians.spread(actions, action -> action.times().p99()));
  }
}
