package io.parley.chat.log.mongo;

import io.parley.chat.crypto.ConversationKeys;
import io.parley.chat.log.Draft;
import io.parley.chat.log.EventDraft;
import io.parley.chat.log.LogEvent;
import io.parley.chat.log.Relayed;
import io.parley.chat.log.TryAgain;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What waits to be written to one conversation, in order, and the one write in flight. Exists only
/// while there is something. Its lock is held shortly; nobody is answered under it.
final class Mailbox {

  // Fewer go one by one with the next shared writes: a write of their own costs the store more than
  // it saves
  private static final int CROWD = 5;

  private final ConversationId conversation;
  private final int mostWaiting;
  private final Room room;
  private final Refusals refusals;
  private final Deque<Pending> waiting = new ArrayDeque<>();
  private List<Pending> inFlight = List.of();
  private boolean scheduled;
  private int losses;

  Mailbox(ConversationId conversation, int mostWaiting, Room room, Refusals refusals) {
    this.conversation = conversation;
    this.mostWaiting = mostWaiting;
    this.room = room;
    this.refusals = refusals;
  }

  ConversationId conversation() {
    return conversation;
  }

  /// Takes a new draft in, or refuses it; then later ones of its session have to wait for it.
  synchronized void offer(Pending pending, long nowNanos) {
    Draft draft = pending.draft();
    if (refusals.holdsBack(draft)) {
      refusals.addBehind(draft, pending.order(), nowNanos);
      pending.refuse(StoreErrors.tryAgain("an earlier draft of this session comes first"));
    } else if (waiting.size() >= mostWaiting || !room.take(pending)) {
      refusals.add(draft, pending.order(), nowNanos);
      pending.refuse(StoreErrors.tryAgain("too much is waiting to be stored"));
    } else {
      pending.enter(room);
      waiting.add(pending);
    }
  }

  /// Takes in what another node gives to this one, all or nothing: of a session that is not of this
  /// node nobody here knows what has to wait for what was left out.
  ///
  /// @return whether it did
  synchronized boolean offerAll(List<Pending> drafts) {
    if (waiting.size() + drafts.size() > mostWaiting || !room.takeAll(drafts)) {
      return false;
    }
    drafts.forEach(pending -> pending.enter(room));
    waiting.addAll(drafts);
    return true;
  }

  /// Whether the caller has to schedule it: something waits, and nobody did.
  synchronized boolean claim() {
    boolean claimed = !scheduled && !waiting.isEmpty();
    scheduled |= claimed;
    return claimed;
  }

  /// Ends what the one who claimed it did.
  ///
  /// @return whether something waits; then it stays claimed
  synchronized boolean restart() {
    scheduled = !waiting.isEmpty();
    return scheduled;
  }

  synchronized boolean isEmpty() {
    return waiting.isEmpty() && !scheduled;
  }

  /// Whether a write of its own is worth it.
  synchronized boolean isCrowded() {
    return waiting.size() >= CROWD;
  }

  /// The next drafts for a write, in order; they are in flight until [#land].
  synchronized @Nullable Batch take(int most, long mostBytes, Tip base, ConversationKeys keys) {
    var drafts = take(most, mostBytes, _ -> true);
    return drafts.isEmpty() ? null : new Batch(this, drafts, base, keys);
  }

  /// The same of messages only, up to the first draft that is none.
  synchronized List<Pending> takeMessages(int most, long mostBytes) {
    return take(
        most, mostBytes, pending -> pending.draft().body() instanceof EventDraft.MessageSent);
  }

  private List<Pending> take(int most, long mostBytes, Predicate<Pending> wanted) {
    List<Pending> drafts = new ArrayList<>();
    long bytes = 0;
    while (drafts.size() < most && !waiting.isEmpty() && wanted.test(waiting.element())) {
      Pending next = waiting.element();
      bytes += next.size();
      if (bytes > mostBytes && !drafts.isEmpty()) {
        break;
      }
      waiting.remove();
      if (next.isWaiting()) {
        drafts.add(next);
      }
    }
    inFlight = drafts;
    return drafts;
  }

  /// The write is over; those that are still waiting for an answer are to be written again, before
  /// all others.
  ///
  /// @param stored whether any draft of it found its place
  /// @return how many are to be written again
  synchronized int land(boolean stored) {
    int before = waiting.size();
    for (Pending again : inFlight.reversed()) {
      if (again.isWaiting()) {
        waiting.addFirst(again);
      }
    }
    inFlight = List.of();
    losses = stored ? 0 : losses + 1;
    return waiting.size() - before;
  }

  /// How many writes in a row were refused.
  synchronized int losses() {
    return losses;
  }

  /// The draft in flight that became this event.
  synchronized @Nullable Pending inFlight(LogEvent event) {
    return inFlight.stream().filter(pending -> pending.became(event)).findFirst().orElse(null);
  }

  /// The draft known by this that has no answer yet.
  synchronized @Nullable Pending find(Relayed relayed) {
    return all().stream()
        .filter(pending -> pending.isWaiting() && relayed.equals(pending.relayed()))
        .findFirst()
        .orElse(null);
  }

  /// Whether everything in flight has its answer.
  synchronized boolean isAnswered() {
    return inFlight.stream().noneMatch(Pending::isWaiting);
  }

  /// Refuses drafts, and with each the later ones of its sender, so that none overtakes it.
  void refuse(Collection<Pending> drafts, TryAgain reason, long nowNanos) {
    decideRefusals(new HashSet<>(drafts), nowNanos).forEach(pending -> pending.tellRefusal(reason));
  }

  /// Refuses those whose deadline has passed, in the same way.
  void refuseLate(TryAgain reason, long nowNanos) {
    List<Pending> late = late(nowNanos);
    if (!late.isEmpty()) {
      refuse(late, reason, nowNanos);
    }
  }

  /// Refuses all that is here.
  void refuseAll(TryAgain reason, long nowNanos) {
    refuse(all(), reason, nowNanos);
  }

  /// Ends all that is here with an error that sending again does not mend.
  void failAll(Throwable error) {
    takeAll().forEach(pending -> pending.refuse(error));
  }

  // Decided under the lock: a draft that is offered later finds the refusal of the earlier one
  private synchronized List<Pending> decideRefusals(Set<Pending> drafts, long nowNanos) {
    List<Pending> refused = new ArrayList<>();
    Set<UserId> senders = new HashSet<>();
    for (Pending pending : all()) {
      Draft draft = pending.draft();
      if ((drafts.contains(pending) || senders.contains(draft.by())) && pending.decideRefusal()) {
        senders.add(draft.by());
        refused.add(pending);
        refusals.add(draft, pending.order(), nowNanos);
      }
    }
    waiting.removeIf(pending -> !pending.isWaiting());
    return refused;
  }

  private synchronized List<Pending> late(long nowNanos) {
    return all().stream()
        .filter(pending -> pending.isWaiting() && pending.isLate(nowNanos))
        .toList();
  }

  private synchronized List<Pending> takeAll() {
    List<Pending> taken = all();
    waiting.clear();
    return taken;
  }

  private synchronized List<Pending> all() {
    List<Pending> all = new ArrayList<>(inFlight);
    all.addAll(waiting);
    return all;
  }
}
