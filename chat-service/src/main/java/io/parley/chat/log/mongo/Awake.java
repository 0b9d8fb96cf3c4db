package io.parley.chat.log.mongo;

import io.parley.common.id.ConversationId;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/// The conversations that the store says moved a moment ago, because this node said so, up to a
/// bound. Every node looks behind the heads of those: an event that is inserted now is found by
/// them even if this node dies before it tells anyone.
final class Awake {

  /// Half of the time for which other nodes go on looking behind a head that moved.
  private static final Duration STAYS = Duration.ofSeconds(30);

  private final Map<ConversationId, Long> since;

  Awake(int bound) {
    this.since =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<ConversationId, Long> eldest) {
            return size() > bound;
          }
        };
  }

  synchronized boolean contains(ConversationId conversation) {
    var at = since.get(conversation);
    return at != null && System.nanoTime() - at < STAYS.toNanos();
  }

  /// @param nanos when the write began that said so
  synchronized void add(Collection<ConversationId> conversations, long nanos) {
    conversations.forEach(id -> since.merge(id, nanos, (one, two) -> one - two > 0 ? one : two));
  }
}
