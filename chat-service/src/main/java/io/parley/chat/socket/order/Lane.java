package io.parley.chat.socket.order;

import io.parley.chat.delivery.Receipt;
import io.parley.common.frame.ServerFrame;
import io.parley.common.id.ClientMessageId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The sends of one session in one conversation: one at a time is checked and queued for the store,
/// and after a refused one nothing follows until it comes again. Guarded by [Lanes].
final class Lane {

  private final ArrayDeque<Send> waiting = new ArrayDeque<>(2);
  private @Nullable Send current;
  private @Nullable Unanswered awaited;
  private ServerFrame.@Nullable Problem refusal;

  /// Of the awaited one: those before it may still be refused, and then come first.
  private long awaitedOrder;

  /// The refusal that this send has to get without being looked at; null when it may come in.
  ServerFrame.@Nullable Problem refusalOf(ClientMessageId id) {
    if (awaited != null && id.equals(awaited.clientMessageId())) {
      release();
    }
    return refusal;
  }

  /// The awaited one is stored after all: its sender learns that, and does not send it again.
  void stored(Receipt receipt) {
    if (awaited != null && awaited.became(receipt)) {
      release();
    }
  }

  /// The sender of this one knows already that it is stored.
  void answered(Send send) {
    if (send.unanswered() == awaited) {
      release();
    }
  }

  private void release() {
    awaited = null;
    refusal = null;
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
    waiting.clear();
    return also;
  }

  // The store refuses what comes behind a refused one at once, and so may tell of it earlier
  private void await(Send refused, ServerFrame.Problem why) {
    if (awaited == null || refused.order() < awaitedOrder) {
      awaited = refused.unanswered();
      awaitedOrder = refused.order();
      refusal = why;
    }
  }

  boolean isIdle() {
    return current == null && waiting.isEmpty() && awaited == null;
  }
}
