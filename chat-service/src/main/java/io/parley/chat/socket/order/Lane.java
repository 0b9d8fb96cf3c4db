package io.parley.chat.socket.order;

import io.parley.chat.ComeAgain;
import io.parley.chat.delivery.Receipt;
import io.parley.common.frame.EventFrame;
import io.parley.common.frame.ServerFrame;
import io.parley.common.id.ClientMessageId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The sends of one session in one conversation: one at a time is checked and queued for the store,
/// and after a refused one nothing follows until it comes again. Guarded by [Lanes].
final class Lane {

  /// So long after the last refusal a client that does not send again what was refused may go on.
  private static final long LASTS_NANOS = Duration.ofSeconds(30).toNanos();

  private final ArrayDeque<Send> waiting = new ArrayDeque<>(2);
  private @Nullable Send current;
  private final ComeAgain<ClientMessageId> comeAgain = new ComeAgain<>();
  private ServerFrame.@Nullable Problem refusal;
  private long refusedAt;
  private final LongSupplier nanos;

  Lane(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /// The refusal that this send has to get without being looked at; null when it may come in.
  ServerFrame.@Nullable Problem refusalOf(ClientMessageId id) {
    if (comeAgain.isEmpty()) {
      return null;
    }
    if (nanos.getAsLong() - refusedAt >= LASTS_NANOS) {
      comeAgain.clear();
    }
    return comeAgain.admits(id::equals) ? null : refusal;
  }

  /// A refused one is stored after all: its sender learns that, and need not send it again.
  void stored(Receipt receipt) {
    if (receipt.type() == EventFrame.Message.class) {
      comeAgain.stored(id -> receipt.key().endsWith(":" + id.value()));
    }
  }

  /// The sender of this one knows already that it is stored.
  void answered(Send send) {
    comeAgain.stored(idOf(send)::equals);
  }

  /// @return the send to begin with now, or null when another one is being checked
  @Nullable Send enter(Send send) {
    if (current != null) {
      waiting.add(send);
      return null;
    }
    current = send;
    return send;
  }

  /// The current one has its place in the queue of the store, or was refused for good.
  ///
  /// @return the next one to begin with
  @Nullable Send next() {
    current = waiting.poll();
    return current;
  }

  /// A send was not even let in; those before it go on.
  void turnAway(Send refused, ServerFrame.Problem why) {
    await(refused, why);
  }

  /// A send has to be sent again, and everything after it: those that wait here are refused as
  /// well.
  List<Send> refuse(Send refused, ServerFrame.Problem why) {
    await(refused, why);
    var also = new ArrayList<>(waiting);
    also.forEach(one -> await(one, why));
    waiting.clear();
    return also;
  }

  // The store refuses what comes behind a refused one at once, and so may tell of it earlier
  private void await(Send refused, ServerFrame.Problem why) {
    comeAgain.add(idOf(refused), refused.order());
    refusal = why;
    refusedAt = nanos.getAsLong();
  }

  private static ClientMessageId idOf(Send send) {
    return Objects.requireNonNull(send.unanswered().clientMessageId());
  }

  boolean isIdle() {
    return current == null && waiting.isEmpty() && comeAgain.isEmpty();
  }
}
