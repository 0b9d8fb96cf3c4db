package io.parley.chat.log.mongo;

import io.parley.chat.log.Courier;
import io.parley.chat.log.LogSettings;
import io.parley.chat.log.Relayed;
import io.parley.common.id.ConversationId;
import io.parley.common.id.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Gives what waits in a mailbox to the node that is left to write to its conversation. One parcel
/// a conversation is away at a time, so that the order of a session's messages is the giver's. What
/// has not come back as events, from a node of which nothing else is heard either, this node writes
/// itself after a moment, and after a while in any case, whatever the other one still does: the key
/// of a draft is unique, so it is stored once. A node that is slow must not be given up at once;
/// all would be written twice when there is the least room for it.
final class Relays {

  /// Such a part of the time that a call of the store may take.
  private static final int MOMENT = 4;

  private record Away(Mailbox mailbox, NodeId at, long since) {}

  private final NodeId self;
  private final LogSettings settings;
  private final long momentNanos;
  private final long whileNanos;
  private final Rivals rivals;
  private final Courier courier;
  private final RelayMeters meters;
  private final AtomicLong numbers = new AtomicLong();
  private final Map<ConversationId, Away> away = new ConcurrentHashMap<>();

  Relays(NodeId self, LogSettings settings, Rivals rivals, Courier courier, RelayMeters meters) {
    this.self = self;
    this.settings = settings;
    this.whileNanos = settings.answer().toNanos();
    this.momentNanos = whileNanos / MOMENT;
    this.rivals = rivals;
    this.courier = courier;
    this.meters = meters;
  }

  /// Gives messages of a claimed mailbox away; they are in flight until they are back.
  ///
  /// @return false when this node writes them itself
  boolean give(Mailbox mailbox, long nowNanos) {
    NodeId to = rivals.of(mailbox.conversation(), nowNanos);
    if (to == null) {
      return false;
    }
    var drafts = mailbox.takeMessages(settings.crowdDrafts(), settings.crowdSize().toBytes());
    if (drafts.isEmpty()) {
      return false;
    }
    drafts.stream().filter(pending -> pending.relayed() == null).forEach(this::name);
    away.put(mailbox.conversation(), new Away(mailbox, to, nowNanos));
    meters.gave(drafts.size());
    courier.take(to, Parcels.encode(mailbox.conversation(), drafts));
    return true;
  }

  /// This node was given drafts, and writes them.
  void took(int drafts) {
    meters.took(drafts);
  }

  private void name(Pending pending) {
    pending.give(new Relayed(self, numbers.incrementAndGet()));
  }

  /// The mailbox that is through with what it gave away, for the one who calls to go on with; null
  /// when there is none.
  @Nullable Mailbox takeBack(ConversationId conversation) {
    var parcel = away.get(conversation);
    if (parcel == null || !parcel.mailbox().isAnswered() || !away.remove(conversation, parcel)) {
      return null;
    }
    parcel.mailbox().land(true);
    return parcel.mailbox();
  }

  /// Mailboxes that waited long enough, to go on with.
  List<Mailbox> takeLate(long nowNanos) {
    List<Mailbox> late = new ArrayList<>();
    away.forEach(
        (conversation, parcel) -> {
          if (isLate(parcel, nowNanos) && away.remove(conversation, parcel)) {
            rivals.avoid(conversation, nowNanos);
            meters.tookBack(parcel.mailbox().land(false));
            late.add(parcel.mailbox());
          }
        });
    rivals.forgetOld(nowNanos);
    return late;
  }

  private boolean isLate(Away parcel, long nowNanos) {
    long age = nowNanos - parcel.since();
    return age >= whileNanos
        || (age >= momentNanos && rivals.silenceNanos(parcel.at(), nowNanos) >= momentNanos);
  }
}
