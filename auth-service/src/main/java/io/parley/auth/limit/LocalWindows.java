package io.parley.auth.limit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import reactor.core.publisher.Mono;

/// Counters of this process alone. Bounded: when full, those that ended go, and if none did, all of
/// them.
final class LocalWindows implements Windows {

  private final Clock clock;
  private final int size;
  private final Map<String, Window> windows = new HashMap<>();

  LocalWindows(Clock clock, int size) {
    this.clock = clock;
    this.size = size;
  }

  private record Window(int count, Instant end) {}

  @Override
  public Mono<Duration> take(String key, int most, Duration window) {
    return Mono.fromSupplier(() -> takeNow(key, most, window));
  }

  @Override
  public Mono<Void> giveBack(String key) {
    return Mono.fromRunnable(() -> giveBackNow(key));
  }

  private synchronized Duration takeNow(String key, int most, Duration window) {
    var now = clock.instant();
    var current = windows.get(key);
    if (current == null || !current.end().isAfter(now)) {
      makeRoom(now);
      windows.put(key, new Window(1, now.plus(window)));
      return Duration.ZERO;
    }
    if (current.count() >= most) {
      return Duration.between(now, current.end());
    }
    windows.put(key, new Window(current.count() + 1, current.end()));
    return Duration.ZERO;
  }

  private synchronized void giveBackNow(String key) {
    windows.computeIfPresent(
        key, (k, window) -> new Window(Math.max(0, window.count() - 1), window.end()));
  }

  private void makeRoom(Instant now) {
    if (windows.size() < size) {
      return;
    }
    windows.values().removeIf(window -> !window.end().isAfter(now));
    if (windows.size() >= size) {
      windows.clear();
    }
  }
}
