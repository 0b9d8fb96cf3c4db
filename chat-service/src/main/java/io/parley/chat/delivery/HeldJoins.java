package io.parley.chat.delivery;

import io.parley.common.id.ConversationId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Joins that wait while their session is on its way into its conversations: a join would bring it
/// into one from the event of the join, and then its resume from the client's position once more.
/// Thread-safe.
final class HeldJoins {

  private final Map<ConversationId, Long> joins = new HashMap<>();
  private boolean all;
  private Set<ConversationId> some = Set.of();

  /// From now on every join waits.
  synchronized void hold() {
    all = true;
  }

  /// @return whether this join waits
  synchronized boolean hold(ConversationId conversation, long sequence) {
    var held = all || some.contains(conversation);
    if (held) {
      joins.merge(conversation, sequence, Math::max);
    }
    return held;
  }

  /// From now on only joins of these conversations wait.
  ///
  /// @return those that waited and need not any more, with their sequences
  synchronized Map<ConversationId, Long> release(Set<ConversationId> still) {
    all = false;
    some = Set.copyOf(still);
    var free = new HashMap<>(joins);
    free.keySet().removeAll(still);
    joins.keySet().retainAll(still);
    return free;
  }
}
