package io.parley.bench.report;

import io.parley.bench.result.Action;
import io.parley.bench.result.CacheUse;
import io.parley.bench.result.MixedResult;
import io.parley.bench.result.ReadsResult;
import io.parley.bench.result.StoreTime;
import java.util.List;

/// What users did besides sending, how often the caches of the nodes knew what they were asked for
/// meanwhile, and how long calls of the store took.
public final class PartTables {

  private static final double PERCENT = 100;

  private static final PartTable<Action> ACTIONS =
      new PartTable<>(
          "what | times | failed · unanswered | p50 ms | p95 ms | p99 ms",
          Action::kind,
          PartTables::actions);

  private static final PartTable<CacheUse> CACHES =
      new PartTable<>("cache | asked | known %", CacheUse::cache, PartTables::caches);

  private static final PartTable<StoreTime> STORE =
      new PartTable<>(
          "call of the store | times | p50 ms | p95 ms | p99 ms",
          StoreTime::call,
          PartTables::store);

  private PartTables() {}

  public static String ofMixed(List<MixedResult> results) {
    return ACTIONS.ofMixed(results, MixedResult::actions)
        + "\n"
        + CACHES.ofMixed(results, MixedResult::caches)
        + "\n"
        + STORE.ofMixed(results, MixedResult::store);
  }

  public static String ofReads(List<ReadsResult> results) {
    return ACTIONS.ofReads(results, ReadsResult::actions)
        + "\n"
        + CACHES.ofReads(results, ReadsResult::caches)
        + "\n"
        + STORE.ofReads(results, ReadsResult::store);
  }

  private static String actions(List<Action> same) {
    return "%d | %d · %d | %s | %s | %s"
        .formatted(
            same.stream().mapToLong(Action::done).sum(),
            same.stream().mapToLong(Action::failed).sum(),
            same.stream().mapToLong(Action::unanswered).sum(),
            Medians.spread(same, action -> action.times().p50()),
            Medians.spread(same, action -> action.times().p95()),
            Medians.spread(same, action -> action.times().p99()));
  }

  private static String store(List<StoreTime> same) {
    return "%d | %s | %s | %s"
        .formatted(
            same.stream().mapToLong(StoreTime::times).sum(),
            Medians.spread(same, StoreTime::p50),
            Medians.spread(same, StoreTime::p95),
            Medians.spread(same, StoreTime::p99));
  }

  private static String caches(List<CacheUse> same) {
    return "%d | %s"
        .formatted(
            same.stream().mapToLong(CacheUse::asked).sum(),
            Medians.spread(same, use -> use.rate() * PERCENT));
  }
}
