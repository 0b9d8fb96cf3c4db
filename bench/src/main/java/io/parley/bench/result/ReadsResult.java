package io.parley.bench.result;

import java.util.List;
import java.util.Map;

/// What it costs to read, while others talk.
///
/// @param stored messages in the conversations that are read
/// @param talk while it was read
/// @param readsASecond of all kinds together
/// @param actions by what is read
/// @param cpuMicrosARead by kind of process, of all kinds together: what was spent more than with
///   the same talk alone
public record ReadsResult(
    long stored,
    Result talk,
    double readsASecond,
    List<Action> actions,
    List<CacheUse> caches,
    List<StoreTime> store,
    Map<String, Double> cpuMicrosARead) {}
