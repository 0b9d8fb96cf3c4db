package io.parley.chat.log.mongo;

import io.parley.chat.log.Appended;
import io.parley.chat.log.Appender;
import io.parley.chat.log.Draft;
import io.parley.chat.log.InFlight;
import io.parley.chat.log.LogEvent;
import io.parley.chat.log.LogSettings;
import io.parley.chat.log.Relay;
import io.parley.chat.log.Tally;
import io.parley.chat.log.TryAgain;
import io.parley.common.id.ConversationId;
import io.parley.common.id.SessionId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/// Queues drafts in a mailbox a conversation and lets [Flights] write them.
final class BatchAppender implements Appender, InFlight, Relay, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(BatchAppender.class);

  private final LogSettings settings;
  private final Footings footings;
  private final Outcomes outcomes;
  private final Pace pace;
  private final Relays relays;
  private final Flights flights;
  private final Refusals refusals;
  private final Room room;
  private final Map<ConversationId, Mailbox> mailboxes = new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  BatchAppender(
      LogSettings settings,
      Footings footings,
      Outcomes outcomes,
      Writer writer,
      Refusals refusals,
      Pace pace,
      Relays relays,
      Scheduler timers) {
    this.settings = settings;
    this.footings = footings;
    this.outcomes = outcomes;
    this.refusals = refusals;
    this.pace = pace;
    this.relays = relays;
    this.room = new Room(settings.queuedDrafts(), settings.queuedSize().toBytes());
    this.flights =
        new Flights(settings, footings, writer, pace, relays, timers, this::restart, this::tick);
  }

  void start() {
    flights.start();
  }

  @Override
  public Mono<Appended> append(Draft draft) {
    long now = System.nanoTime();
    Pending pending;
    try {
      pending = new Pending(draft, now + settings.deadline().toNanos());
    } catch (RuntimeException e) {
      return Mono.error(e);
    }
    offer(pending.conversation(), mailbox -> mailbox.offer(pending, now));
    if (closed.get()) {
      pending.refuse(goingAway());
    }
    return pending.answer();
  }

  @Override
  public Mono<Appended> stored(Draft draft) {
    var conversation = draft.conversation();
    return Mono.fromSupplier(() -> new Pending(draft, 0))
        .zipWith(footings.load(List.of(conversation)).mapNotNull(all -> all.get(conversation)))
        .flatMap(both -> outcomes.stored(both.getT1(), both.getT2().keys(), both.getT2().tip()))
        .onErrorMap(StoreErrors::translate);
  }

  @Override
  public void known(ConversationId conversation, SessionId session, String key) {
    refusals.lift(conversation, session, key);
  }

  @Override
  public @Nullable SessionId settle(LogEvent event) {
    Mailbox mailbox = mailboxes.get(event.conversation());
    Pending pending = mailbox == null ? null : mailbox.inFlight(event);
    if (pending == null) {
      return null;
    }
    acknowledge(pending, event);
    goOnIfBack(event.conversation());
    return pending.origin();
  }

  @Override
  public void brought(byte[] parcel) {
    List<Pending> drafts;
    try {
      drafts = Parcels.decode(parcel, System.nanoTime() + settings.deadline().toNanos());
    } catch (RuntimeException e) {
      log.warn("drafts of another node cannot be read: {}", e.toString());
      return;
    }
    if (!drafts.isEmpty()) {
      pace.relieved(drafts.getFirst().conversation());
      offer(drafts.getFirst().conversation(), mailbox -> take(drafts, mailbox));
    }
    if (closed.get()) {
      drafts.forEach(pending -> pending.refuse(goingAway()));
    }
  }

  private void take(List<Pending> drafts, Mailbox mailbox) {
    if (mailbox.offerAll(drafts)) {
      relays.took(drafts.size());
    }
  }

  @Override
  public boolean written(
      ConversationId conversation,
      long sequence,
      Tally tally,
      @Nullable SessionId origin,
      Written message) {
    Mailbox mailbox = mailboxes.get(conversation);
    Pending pending = mailbox == null ? null : mailbox.find(message.relayed());
    if (pending == null) {
      if (origin != null) {
        refusals.lift(conversation, origin, message.key());
      }
      return false;
    }
    var draft = pending.draft();
    var frame =
        EventDocuments.frame(conversation, sequence, draft.by(), message.at(), draft.body());
    acknowledge(pending, new LogEvent(frame, draft.key(), tally));
    goOnIfBack(conversation);
    return true;
  }

  private void goOnIfBack(ConversationId conversation) {
    var mailbox = relays.takeBack(conversation);
    if (mailbox != null && hasMore(mailbox)) {
      flights.schedule(List.of(mailbox));
    }
  }

  private void acknowledge(Pending pending, LogEvent event) {
    if (!pending.acknowledge(new Appended(event, false))) {
      refusals.lift(pending.draft());
    }
  }

  /// Whether this node has something to write there.
  boolean writes(ConversationId conversation) {
    return mailboxes.containsKey(conversation);
  }

  /// Refuses what waits, and lets nothing more in; writes in flight are not waited for.
  @Override
  public void close() {
    closed.set(true);
    mailboxes.values().forEach(mailbox -> mailbox.refuseAll(goingAway(), System.nanoTime()));
    flights.close();
  }

  /// How many drafts wait for an answer.
  int waiting() {
    return room.drafts();
  }

  private void offer(ConversationId to, Consumer<Mailbox> offer) {
    var mailbox =
        mailboxes.compute(
            to,
            (conversation, present) -> {
              var own = present == null ? newMailbox(conversation) : present;
              offer.accept(own);
              return own.isEmpty() ? null : own;
            });
    if (mailbox != null && mailbox.claim()) {
      flights.schedule(List.of(mailbox));
    }
  }

  private Mailbox newMailbox(ConversationId conversation) {
    return new Mailbox(conversation, settings.queuedInConversation(), room, refusals);
  }

  /// Mailboxes are through with a write: where more waits they go on, together.
  private void restart(List<Mailbox> mailboxes) {
    flights.schedule(mailboxes.stream().filter(this::restarts).toList());
  }

  private boolean restarts(Mailbox mailbox) {
    var more = hasMore(mailbox);
    if (mailbox.losses() == 0) {
      pace.won(mailbox.conversation(), more, System.nanoTime());
    }
    return more;
  }

  private boolean hasMore(Mailbox mailbox) {
    return mailboxes.computeIfPresent(
            mailbox.conversation(), (_, own) -> own.restart() ? own : null)
        != null;
  }

  private void tick() {
    long now = System.nanoTime();
    TryAgain late = StoreErrors.tryAgain("not stored within " + settings.deadline());
    mailboxes.values().forEach(mailbox -> mailbox.refuseLate(late, now));
    flights.schedule(relays.takeLate(now).stream().filter(this::hasMore).toList());
    refusals.forgetOld(now);
    pace.forgetOld(now);
    room.measure(now);
  }

  private static TryAgain goingAway() {
    return StoreErrors.tryAgain("this node is going away");
  }
}
