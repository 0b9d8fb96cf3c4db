package io.parley.auth.limit;

import java.time.Duration;
import reactor.core.publisher.Mono;

/// Counters that start at the first event and end with their window.
interface Windows {

  /// Counts one event, when fewer than `most` have been counted in this window.
  ///
  /// @return zero when it was counted, else the time until the window ends. Never empty; errors
  ///   when the counter cannot be reached
  Mono<Duration> take(String key, int most, Duration window);

  /// Takes one event back; nothing when the window has ended.
  Mono<Void> giveBack(String key);
}
