package io.parley.chat.mutant;

import io.parley.chat.log.Moves;
import io.parley.common.id.ConversationId;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Finds nothing that the bus lost.
final class Blind implements Moves {

  @Override
  public Mono<Look> since(@Nullable Instant mark) {
    return Mono.just(new Look(Instant.EPOCH, Map.of()));
  }

  @Override
  public Mono<Set<ConversationId>> beyond(Map<ConversationId, Long> positions) {
    return Mono.just(Set.of());
  }
}
