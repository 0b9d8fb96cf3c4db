package io.parley.chat.log.mongo;

import io.parley.chat.crypto.ConversationKeys;
import io.parley.chat.crypto.DataKeys;
import io.parley.common.id.ConversationId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Gets ready to write to conversations: from memory, or for many at once in three reads (heads,
/// keys, and a probe behind each head).
final class Footings {

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
        .flatMap(projector::advanceAll)
        .zipWith(keys.of(conversations), Footings::join);
  }

  private Mono<Map<ConversationId, Tip>> storedTips(Collection<ConversationId> conversations) {
    return store
        .heads(conversations)
        .collectMap(
            MongoEventLog::conversation,
            head -> new Tip(head.getLong(Fields.HEAD), head.getLong(Fields.MESSAGES)));
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
