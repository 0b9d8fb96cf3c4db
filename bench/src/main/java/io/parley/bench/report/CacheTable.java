package io.parley.bench.report;

import io.parley.bench.result.CacheUse;
import io.parley.bench.result.MixedResult;
import io.parley.bench.result.ReadsResult;
import java.util.List;

/// How often the caches of the nodes knew what they were asked for.
public final class CacheTable {

  private static final double PERCENT = 100;
  private static final PartTable<CacheUse> TABLE =
      new PartTable<>("cache | asked | known %", CacheUse::cache, CacheTable::cells);

  private CacheTable() {}

  public static String ofMixed(List<MixedResult> results) {
    return TABLE.ofMixed(results, MixedResult::caches);
  }

  public static String ofReads(List<ReadsResult> results) {
    return TABLE.ofReads(results, ReadsResult::caches);
  }

  private static String cells(List<CacheUse> uses) {
    return "%d | %s"
        .formatted(
            uses.stream().mapToLong(CacheUse::asked).sum(),
            Medians.spread(uses, use -> use.rate() * PERCENT));
  }
}
