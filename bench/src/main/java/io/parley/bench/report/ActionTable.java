package io.parley.bench.report;

import io.parley.bench.result.Action;
import io.parley.bench.result.MixedResult;
import io.parley.bench.result.ReadsResult;
import java.util.List;

/// What users did besides sending.
public final class ActionTable {

  private static final PartTable<Action> TABLE =
      new PartTable<>(
          "what | times | failed · unanswered | p50 ms | p95 ms | p99 ms",
          Action::kind,
          ActionTable::cells);

  private ActionTable() {}

  public static String ofMixed(List<MixedResult> results) {
    return TABLE.ofMixed(results, MixedResult::actions);
  }

  public static String ofReads(List<ReadsResult> results) {
    return TABLE.ofReads(results, ReadsResult::actions);
  }

  private static String cells(List<Action> actions) {
    return "%d | %d · %d | %s | %s | %s"
        .formatted(
            actions.stream().mapToLong(Action::done).sum(),
            actions.stream().mapToLong(Action::failed).sum(),
            actions.stream().mapToLong(Action::unanswered).sum(),
            Medians.spread(actions, action -> action.times().p50()),
            Medians.spread(actions, action -> action.times().p95()),
            Medians.spread(actions, action -> action.times().p99()));
  }
}
