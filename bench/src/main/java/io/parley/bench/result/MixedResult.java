package io.parley.bench.result;

import java.util.List;

/// What it costs when people do all that a chat product lets them do. Processor time is that of all
/// of it, for each message.
///
/// @param caughtUp deliveries to users who had been away; they are not in the times of delivery
public record MixedResult(
    Result talk,
    long caughtUp,
    List<Action> actions,
    List<CacheUse> caches,
    List<StoreTime> store) {}
