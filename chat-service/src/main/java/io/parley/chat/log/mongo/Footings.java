package io.parley.chat.log.mongo;

import io.parley.chat.crypto.ConversationKeys;
import io.parley.chat.crypto.DataKeys;
import io.parley.common.id.ConversationId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Gets ready to write to conversations: from memory, or for many at once in three reads (heads,
/// keys, and a look behind each head). One that was idle is woken first, by a write for many.
final class Footings {

  /// Most heads are where their logs end.
  private static final int BEHIND_A_HEAD = 1;

  private final EventStore store;
  private final DataKeys keys;
  private final Tips tips;
  private final Awake awake;
  private final Projector projector;

  Footings(EventStore store, DataKeys keys, Tips tips, Awake awake, Projector projector) {
    this.store = store;
    this.keys = keys;
    this.tips = tips;
    this.awake = awake;
    this.projector = projector;
  }

  /// What it takes to write at once; null when the conversation has to be loaded first.
  @Nullable Footing ready(ConversationId conversation) {
    return awake.contains(conversation) ? remembered(conversation) : null;
  }

  /// The footings of these conversations; those that have no log are missing in the answer.
  Mono<Map<ConversationId, Footing>> load(Collection<ConversationId> conversations) {
    return wake(conversations).then(Mono.defer(() -> standing(conversations)));
  }

  private Mono<Void> wake(Collection<ConversationId> conversations) {
    var asleep = conversations.stream().filter(id -> !awake.contains(id)).toList();
    long begun = System.nanoTime();
    return asleep.isEmpty()
        ? Mono.empty()
        : store.wake(asleep).doOnSuccess(_ -> awake.add(asleep, begun));
  }

  private Mono<Map<ConversationId, Footing>> standing(Collection<ConversationId> conversations) {
    Map<ConversationId, Footing> known = new HashMap<>();
    List<ConversationId> unknown = new ArrayList<>();
    for (var id : conversations) {
      var footing = remembered(id);
      if (footing == null) {
        unknown.add(id);
      } else {
        known.put(id, footing);
      }
    }
    return unknown.isEmpty()
        ? Mono.just(known)
        : read(unknown)
            .map(
                found -> {
                  known.putAll(found);
                  return known;
                });
  }

  private @Nullable Footing remembered(ConversationId conversation) {
    Tip tip = tips.get(conversation);
    ConversationKeys known = tip == null ? null : keys.cached(conversation);
    return tip == null || known == null ? null : new Footing(tip, known);
  }

  private Mono<Map<ConversationId, Footing>> read(Collection<ConversationId> conversations) {
    return storedTips(conversations)
        .flatMap(heads -> projector.advanceAll(heads, BEHIND_A_HEAD))
        .zipWith(keys.of(conversations), Footings::join);
  }

  private Mono<Map<ConversationId, Tip>> storedTips(Collection<ConversationId> conversations) {
    return store
        .heads(conversations)
        .collectMap(
            MongoEventLog::conversation,
            head -> new Tip(head.getLong(Fields.HEAD), Tallies.of(head)));
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
