package io.parley.chat.limit;

import java.time.Duration;
import reactor.core.publisher.Mono;

/// Buckets of tokens by key: each take costs one.
interface Buckets {

  /// Takes a token.
  ///
  /// @return zero when there was one, else the time until the next comes; never empty
  Mono<Duration> take(String key, Rate rate);
}
