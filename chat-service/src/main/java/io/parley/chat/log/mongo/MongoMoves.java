package io.parley.chat.log.mongo;

import io.parley.chat.log.Head;
import io.parley.chat.log.Moves;
import io.parley.common.id.ConversationId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Finds moved logs by `movedAt`, which the store's own clock sets.
final class MongoMoves implements Moves {

  // A write becomes visible to majority reads some time after its clock reading
  private static final Duration OVERLAP = Duration.ofSeconds(3);

  private final EventStore store;

  MongoMoves(EventStore store) {
    this.store = store;
  }

  @Override
  public Mono<Look> since(@Nullable Instant mark) {
    Mono<Look> look = mark == null ? first() : after(mark);
    return look.onErrorMap(StoreErrors::translate);
  }

  @Override
  public Mono<Set<ConversationId>> beyond(Map<ConversationId, Long> positions) {
    if (positions.isEmpty()) {
      return Mono.just(Set.of());
    }
    Map<String, ConversationId> next = new HashMap<>();
    positions.forEach(
        (conversation, sequence) -> next.put(Place.of(conversation, sequence + 1), conversation));
    return store
        .keysAt(next.keySet())
        .mapNotNull(event -> next.get(event.getString(Fields.ID)))
        .collect(Collectors.toSet())
        .onErrorMap(StoreErrors::translate);
  }

  private Mono<Look> first() {
    return store
        .headMovedLast()
        .map(head -> new Look(MongoEventLog.head(head).movedAt(), Map.of()))
        .defaultIfEmpty(new Look(Instant.EPOCH, Map.of()));
  }

  private Mono<Look> after(Instant mark) {
    return store
        .headsMovedSince(mark.minus(OVERLAP))
        .collectList()
        .map(MongoEventLog::heads)
        .map(moved -> new Look(latest(mark, moved), moved));
  }

  private static Instant latest(Instant mark, Map<ConversationId, Head> moved) {
    return moved.values().stream()
        .map(Head::movedAt)
        .filter(mark::isBefore)
        .max(Instant::compareTo)
        .orElse(mark);
  }
}
