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
///
/// Only a conversation in which the other one has fifteen events a second is left to it: where
/// there are fewer, a lost race now and then costs less than a way over another node each time.
/// They are counted over some seconds, so that a burst after a stall is none.
final class Rivals {

  private static final double COUNTED_NANOS = Duration.ofSeconds(2).toNanos();
  private static final double BUSY = 30;

  /// Who was not heard of for so long may have nothing more to write.
  private static final long NEAR_NANOS = Duration.ofMillis(250).toNanos();

  private static final long FORGOTTEN_NANOS = Duration.ofSeconds(2).toNanos();
  private static final long AVOIDED_NANOS = Duration.ofSeconds(2).toNanos();
  private static final int MOST = 100_000;

  /// @param events of the node until then, older ones counting ever less
  private record Rival(NodeId node, long heardAt, double events, long avoidedUntil) {

    Rival again(NodeId by, long nowNanos) {
      double left = events * Math.exp((heardAt - nowNanos) / COUNTED_NANOS);
      return new Rival(by, nowNanos, left + 1, avoidedUntil);
    }

    boolean isBusy(long nowNanos) {
      return events >= BUSY && isNear(nowNanos) && !isAvoided(nowNanos);
    }

    boolean isNear(long nowNanos) {
      return nowNanos - heardAt < NEAR_NANOS;
    }

    boolean isAvoided(long nowNanos) {
      return nowNanos - avoidedUntil < 0;
    }

    boolean isOld(long nowNanos) {
      return nowNanos - heardAt >= FORGOTTEN_NANOS && !isAvoided(nowNanos);
    }
  }

  private final NodeId self;
  private final Map<ConversationId, Rival> rivals = new ConcurrentHashMap<>();
  private final Map<NodeId, Long> heardAt = new ConcurrentHashMap<>();

  Rivals(NodeId self) {
    this.self = self;
  }

  /// Another node is at work: it wrote something, for whomever.
  void alive(NodeId node, long nowNanos) {
    if (isBefore(node, self)) {
      heardAt.put(node, nowNanos);
    }
  }

  /// Another node wrote to a conversation, for itself or others than this one.
  ///
  /// @param here whether this one was about to as well
  void wrote(NodeId by, ConversationId conversation, boolean here, long nowNanos) {
    if (!isBefore(by, self)) {
      return;
    }
    if (here && rivals.size() < MOST) {
      rivals.compute(conversation, (_, before) -> next(before, by, nowNanos));
    } else if (!rivals.isEmpty()) {
      rivals.computeIfPresent(conversation, (_, before) -> next(before, by, nowNanos));
    }
  }

  /// To whom this node leaves the conversation for the moment; null when it writes itself.
  @Nullable NodeId of(ConversationId conversation, long nowNanos) {
    var rival = rivals.isEmpty() ? null : rivals.get(conversation);
    return rival != null && rival.isBusy(nowNanos) ? rival.node() : null;
  }

  /// How long nothing that a node wrote was heard of, in any conversation.
  long silenceNanos(NodeId node, long nowNanos) {
    Long last = heardAt.get(node);
    return last == null ? Long.MAX_VALUE : nowNanos - last;
  }

  /// The other one did not write what it was given.
  void avoid(ConversationId conversation, long nowNanos) {
    rivals.computeIfPresent(
        conversation,
        (_, before) ->
            new Rival(before.node(), before.heardAt(), before.events(), nowNanos + AVOIDED_NANOS));
  }

  void forgetOld(long nowNanos) {
    rivals.values().removeIf(rival -> rival.isOld(nowNanos));
    heardAt.values().removeIf(last -> nowNanos - last >= FORGOTTEN_NANOS);
  }

  private static Rival next(@Nullable Rival before, NodeId by, long nowNanos) {
    if (before == null || before.isOld(nowNanos)) {
      return new Rival(by, nowNanos, 1, nowNanos);
    }
    return isBefore(before.node(), by) && before.isNear(nowNanos)
        ? before
        : before.again(by, nowNanos);
  }

  private static boolean isBefore(NodeId one, NodeId other) {
    return one.value().compareTo(other.value()) < 0;
  }
}
