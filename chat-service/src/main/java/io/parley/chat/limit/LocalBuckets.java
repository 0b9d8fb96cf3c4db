package io.parley.chat.limit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.function.LongSupplier;
import reactor.core.publisher.Mono;

/// Buckets in this process: what counts while Redis is away. Keeps the buckets that were used last;
/// a forgotten one is a full one.
final class LocalBuckets implements Buckets {

  private final LinkedHashMap<String, Bucket> buckets = new LinkedHashMap<>();
  private final int most;
  private final LongSupplier millis;

  LocalBuckets(int most, LongSupplier millis) {
    this.most = most;
    this.millis = millis;
  }

  private record Bucket(double tokens, long at) {}

  @Override
  public Mono<Duration> take(String key, Rate rate) {
    return Mono.fromSupplier(() -> takeNow(key, rate));
  }

  private synchronized Duration takeNow(String key, Rate rate) {
    var now = millis.getAsLong();
    var before = buckets.remove(key);
    var tokens =
        before == null
            ? rate.burst()
            : Math.min(rate.burst(), before.tokens() + rate.back(now - before.at()));
    var taken = tokens >= 1;
    buckets.put(key, new Bucket(taken ? tokens - 1 : tokens, now));
    if (buckets.size() > most) {
      buckets.pollFirstEntry();
    }
    return taken ? Duration.ZERO : rate.untilOne(tokens);
  }
}
