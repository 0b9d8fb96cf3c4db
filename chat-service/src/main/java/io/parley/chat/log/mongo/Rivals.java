package io.parley.chat.log.mongo;

import io.parley.common.id.ConversationId;
import io.parley.common.id.NodeId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The conversations to which this node and another one write at the same time, and who that is. Of
/// two nodes the one whose name comes first is left to write, so that they never wait for each
/// other; what is given on from node to node comes to an end with the first of all names.
final class Rivals {

  /// Who wrote longer ago than that seldom meets this node's next write.
  private static final long NEAR_NANOS = Duration.ofMillis(250).toNanos();

  private static final long AVOIDED_NANOS = Duration.ofSeconds(2).toNanos();
  private static final int MOST = 100_000;

  private record Rival(NodeId node, long heardAt, long avoidedUntil) {

    boolean isNear(long nowNanos) {
      return nowNanos - heardAt < NEAR_NANOS;
    }

    boolean isAvoided(long nowNanos) {
      return nowNanos - avoidedUntil < 0;
    }
  }

  private final NodeId self;
  private final Map<ConversationId, Rival> rivals = new ConcurrentHashMap<>();

  Rivals(NodeId self) {
    this.self = self;
  }

  /// Another node wrote to a conversation.
  ///
  /// @param here whether this one was about to as well
  void heard(NodeId by, ConversationId conversation, boolean here, long nowNanos) {
    if (!isBefore(by, self) || (!here && rivals.isEmpty())) {
      return;
    }
    if (here && rivals.size() < MOST) {
      rivals.merge(
          conversation,
          new Rival(by, nowNanos, nowNanos),
          (before, now) -> next(before, now.node(), nowNanos));
    } else {
      rivals.computeIfPresent(conversation, (_, before) -> next(before, by, nowNanos));
    }
  }

  /// To whom this node leaves the conversation for the moment; null when it writes itself.
  @Nullable NodeId of(ConversationId conversation, long nowNanos) {
    var rival = rivals.isEmpty() ? null : rivals.get(conversation);
    return rival == null || !rival.isNear(nowNanos) || rival.isAvoided(nowNanos)
        ? null
        : rival.node();
  }

  /// The other one did not write what it was given.
  void avoid(ConversationId conversation, long nowNanos) {
    rivals.computeIfPresent(
        conversation,
        (_, before) -> new Rival(before.node(), before.heardAt(), nowNanos + AVOIDED_NANOS));
  }

  void forgetOld(long nowNanos) {
    rivals.values().removeIf(rival -> !rival.isNear(nowNanos) && !rival.isAvoided(nowNanos));
  }

  private static Rival next(Rival before, NodeId by, long nowNanos) {
    return isBefore(before.node(), by) && before.isNear(nowNanos)
        ? before
        : new Rival(by, nowNanos, before.avoidedUntil());
  }

  private static boolean isBefore(NodeId one, NodeId other) {
    return one.value().compareTo(other.value()) < 0;
  }
}
