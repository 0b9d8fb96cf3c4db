package io.parley.bench.result;

import io.parley.bench.meter.StoreCalls;
import java.util.List;

/// How long calls of the store took, as its callers saw it while they were measured.
///
/// @param call the command and its collection
/// @param times how often it was called
/// @param p50 of the last half minute, in milliseconds; half of them took no longer, the others
///   likewise; of the process where it took longest
public record StoreTime(String call, long times, double p50, double p95, double p99) {

  /// Of all that were called between two looks.
  public static List<StoreTime> between(StoreCalls before, StoreCalls after) {
    return after.since(before).entrySet().stream()
        .map(one -> of(one.getKey(), one.getValue()))
        .toList();
  }

  private static StoreTime of(String call, StoreCalls.Calls calls) {
    return new StoreTime(call, calls.times(), calls.p50(), calls.p95(), calls.p99());
  }
}
