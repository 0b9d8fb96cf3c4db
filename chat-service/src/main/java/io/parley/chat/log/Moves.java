package io.parley.chat.log;

import io.parley.common.id.ConversationId;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Finds what the bus may have lost. Errors: [TryAgain] when the store does not answer in time.
public interface Moves {

  /// Which logs moved, or were about to, since an earlier look. It overlaps with that look by some
  /// seconds, so the same one may come twice; none is missed whose head was raised. Goes by the
  /// store's clock alone.
  ///
  /// @param mark what the earlier look answered; null finds nothing and answers where to go on from
  Mono<Look> since(@Nullable Instant mark);

  /// Of these positions, the conversations that hold an event right after: by exact keys, so it
  /// also finds what a node stored and was killed before it said so. Ask with at most some hundred
  /// positions at once.
  Mono<Set<ConversationId>> beyond(Map<ConversationId, Long> positions);

  /// @param mark give it to the next look
  /// @param moved the stored heads of the logs that moved; not probed
  record Look(Instant mark, Map<ConversationId, Head> moved) {}
}
