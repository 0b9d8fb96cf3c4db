package io.parley.chat.socket.order;

import io.parley.chat.delivery.Receipt;
import io.parley.common.frame.ServerFrame;
import io.parley.common.id.ClientMessageId;
import io.parley.common.id.ConversationId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Where a session sends: a [Lane] a conversation, as long as something goes on there. Thread-safe;
/// allocates nothing until it is used.
public final class Lanes {

  /// So many conversations may wait for a refused send; further refusals are forgotten.
  private static final int MOST = 1_000;

  private final LongSupplier nanos;
  private @Nullable Map<ConversationId, Lane> lanes;

  public Lanes() {
    this(System::nanoTime);
  }

  Lanes(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /// The refusal that a send has to get because an earlier one has to come again first; null when
  /// it may come in.
  public synchronized ServerFrame.@Nullable Problem refusalOf(
      ConversationId conversation, ClientMessageId id) {
    var lane = lanes == null ? null : lanes.get(conversation);
    return lane == null ? null : lane.refusalOf(id);
  }

  /// @return the send to begin with now, or null when it waits for another
  public synchronized @Nullable Send enter(Send send) {
    return lane(send).enter(send);
  }

  /// @return the next send to begin with in the conversation of one that is no longer being checked
  public synchronized @Nullable Send next(Send done) {
    var lane = lane(done);
    var next = lane.next();
    sweep(done.unanswered().conversation(), lane);
    return next;
  }

  /// A send has to come again before any other, but was not even let in: those before it go on.
  public synchronized void turnAway(Send refused, ServerFrame.Problem why) {
    lane(refused).turnAway(refused, why);
  }

  /// A send has to come again before any other.
  ///
  /// @return those that are to be refused as well
  public synchronized List<Send> refuse(Send refused, ServerFrame.Problem why) {
    return lane(refused).refuse(refused, why);
  }

  /// A refused send turned out to be stored.
  public synchronized void stored(Receipt receipt) {
    var lane = lanes == null ? null : lanes.get(receipt.conversation());
    if (lane != null) {
      lane.stored(receipt);
      sweep(receipt.conversation(), lane);
    }
  }

  /// A send was refused that had its `ack` already.
  public synchronized void answered(Send send) {
    lane(send).answered(send);
  }

  private Lane lane(Send send) {
    if (lanes == null) {
      lanes = HashMap.newHashMap(2);
    }
    return lanes.computeIfAbsent(send.unanswered().conversation(), _ -> new Lane(nanos));
  }

  private void sweep(ConversationId conversation, Lane lane) {
    if (lanes != null && (lane.isIdle() || lanes.size() > MOST)) {
      lanes.remove(conversation);
    }
  }
}
