package io.parley.gateway.limit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import reactor.core.publisher.Mono;

/// Counts for this gateway alone. Holds the subjects that asked last, up to a bound; a forgotten
/// one starts with a full bucket.
final class LocalBuckets implements Buckets {

  private static final int SUBJECTS = 20_000;

  private final LongSupplier nanoTime;
  private final Map<String, Long> fullAt =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > SUBJECTS;
        }
      };

  LocalBuckets(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  @Override
  public Mono<Taken> take(Limit limit, String subject) {
    return Mono.fromSupplier(() -> takeNow(limit, limit.key(subject)));
  }

  private synchronized Taken takeNow(Limit limit, String key) {
    long now = nanoTime.getAsLong();
    long interval = limit.interval().toNanos();
    long full = fullAt.getOrDefault(key, now);
    long next = (full - now < 0 ? now : full) + interval;
    long wait = next - limit.burst() * interval - now;
    if (wait > 0) {
      return new Taken(Duration.ofNanos(wait), Duration.ofNanos(full - now));
    }
    fullAt.put(key, next);
    return new Taken(Duration.ZERO, Duration.ofNanos(next - now));
  }
}
