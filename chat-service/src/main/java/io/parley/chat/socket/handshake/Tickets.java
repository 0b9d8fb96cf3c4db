package io.parley.chat.socket.handshake;

import io.parley.edge.Caller;
import io.parley.edge.ProblemException;
import io.parley.edge.VerifiedToken;
import java.time.Duration;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Redeems tickets, each once over all nodes.
///
/// | key | type | TTL | loss |
/// |---|---|---|---|
/// | `chat:ticket:<jti>` | string | 2 min | a ticket younger than 30 s opens a second socket |
@Component
final class Tickets {

  private static final Duration KEPT = Duration.ofMinutes(2);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final ReactiveStringRedisTemplate redis;

  Tickets(ReactiveStringRedisTemplate redis) {
    this.redis = redis;
  }

  /// Errors: `unauthenticated` when it was redeemed before, `try-again` when that cannot be known.
  Mono<Caller> redeem(VerifiedToken ticket) {
    return redis
        .opsForValue()
        .setIfAbsent("chat:ticket:" + ticket.id(), "1", KEPT)
        .timeout(PATIENCE)
        .onErrorMap(
            error -> ProblemException.tryAgain("Tickets cannot be redeemed right now", error))
        .flatMap(
            first ->
                first
                    ? Mono.just(ticket.caller())
                    : Mono.error(ProblemException.unauthenticated("The ticket was used before")));
  }
}
