package io.parley.gateway.limit;

import reactor.core.publisher.Mono;

/// Where tokens are counted.
interface Buckets {

  /// Takes a token from the subject's bucket, when there is one. Never empty; errors when the count
  /// cannot be known.
  Mono<Taken> take(Limit limit, String subject);
}
