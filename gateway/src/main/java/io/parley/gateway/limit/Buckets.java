package io.parley.gateway.limit;

import java.time.Duration;
import reactor.core.publisher.Mono;

/// Where tokens are counted.
public interface Buckets {

  /// Takes a token from the subject's bucket.
  ///
  /// @return zero when there was one, else how long until there will be; never empty. Errors when
  ///   the count cannot be known
  Mono<Duration> take(Limit limit, String subject);
}
