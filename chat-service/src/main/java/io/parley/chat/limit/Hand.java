package io.parley.chat.limit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Tokens of one bucket that this node has taken and nobody has used yet. Whoever finds none waits
/// for the one who takes more, so that many at once take no more than they need.
final class Hand {

  private long tokens;
  private @Nullable Mono<Long> taking;

  /// Uses a token.
  ///
  /// @param more takes several from the bucket: their number, or as a negative one the milliseconds
  ///   until the next comes
  /// @return as [Buckets#take]
  Mono<Duration> use(Mono<Long> more) {
    return Mono.defer(
        () -> {
          var answer = useOrTake(more);
          return answer == null ? Mono.just(Duration.ZERO) : answer.flatMap(n -> goOn(n, more));
        });
  }

  private Mono<Duration> goOn(long taken, Mono<Long> more) {
    return taken > 0 ? use(more) : Mono.just(Duration.ofMillis(-taken));
  }

  /// Null when a token was used.
  private synchronized @Nullable Mono<Long> useOrTake(Mono<Long> more) {
    if (tokens > 0) {
      tokens--;
      return null;
    }
    if (taking == null) {
      taking = more.doOnNext(this::taken).doOnError(_ -> taken(0)).cache();
    }
    return taking;
  }

  /// Before those who wait go on: who finds no token then takes more again.
  private synchronized void taken(long answer) {
    tokens += Math.max(0, answer);
    taking = null;
  }
}
