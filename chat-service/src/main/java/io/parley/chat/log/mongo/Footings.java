package io.parley.chat.log.mongo;

import io.parley.chat.crypto.ConversationKeys;
import io.parley.chat.crypto.DataKeys;
import io.parley.common.id.ConversationId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Gets ready to write to conversations: from memory, or for many at once in three reads (heads, keys, and a probe
/// behind each head).
final class Footings {

  private static final int ADVANCES_AT_ONCE = 8;

  private final EventStore store;
  private final DataKeys keys;
  private final Tips tips;
  private final Projector projector;

  Footings(EventStore store, DataKeys keys, Tips tips, Projector projector) {
    this.store = store;
    this.keys = keys;
    this.tips = tips;
    this.projector = projector;
  }

  @Nullable Footing known(ConversationId conversation) {
    Tip tip = tips.get(conversation);
    ConversationKeys known = tip == null ? null : keys.cached(conversation);
    return tip == null || known == null ? null : new Footing(tip, known);
  }

  /// The footings of these conversations; those that have no log are missing in the answer.
  Mono<Map<ConversationId, Footing>> load(Collection<ConversationId> conversations) {
    return storedTips(conversations)
        .flatMap(this::advanceMoved)
        .zipWith(keys.of(conversations), Footings::join);
  }

  private Mono<Map<ConversationId, Tip>> storedTips(Collection<ConversationId> conversations) {
    return store
        .heads(conversations)
        .collectMap(
            MongoEventLog::conversation,
            head -> new Tip(head.getLong(Fields.HEAD), head.getLong(Fields.MESSAGES)));
  }

  private Mono<Map<ConversationId, Tip>> advanceMoved(Map<ConversationId, Tip> stored) {
    return moved(stored)
        .flatMapMany(Flux::fromIterable)
        .flatMap(
            conversation ->
                projector
                    .advance(conversation, tip(stored, conversation))
                    .map(tip -> Map.entry(conversation, tip)),
            ADVANCES_AT_ONCE)
        .collectMap(Map.Entry::getKey, Map.Entry::getValue)
        .map(
            advanced -> {
              Map<ConversationId, Tip> all = new HashMap<>(stored);
              all.putAll(advanced);
              all.forEach(tips::raise);
              return all;
            });
  }

  private Mono<Set<ConversationId>> moved(Map<ConversationId, Tip> stored) {
    Map<String, ConversationId> next = new HashMap<>();
    stored.forEach(
        (conversation, tip) -> next.put(Place.of(conversation, tip.sequence() + 1), conversation));
    return store
        .keysAt(next.keySet())
        .mapNotNull(event -> next.get(event.getString(Fields.ID)))
        .collect(Collectors.toSet());
  }

  private static Tip tip(Map<ConversationId, Tip> tips, ConversationId conversation) {
    Tip tip = tips.get(conversation);
    return tip == null ? new Tip(0, 0) : tip;
  }

  private static Map<ConversationId, Footing> join(
      Map<ConversationId, Tip> tips, Map<ConversationId, ConversationKeys> keys) {
    Map<ConversationId, Footing> footings = new HashMap<>();
    tips.forEach(
        (conversation, tip) -> {
          ConversationKeys own = keys.get(conversation);
          if (own != null) {
            footings.put(conversation, new Footing(tip, own));
          }
        });
    return footings;
  }
}
