package io.parley.chat.log.mongo;

import io.parley.chat.log.Appended;
import io.parley.chat.log.Appender;
import io.parley.chat.log.Draft;
import io.parley.chat.log.InFlight;
import io.parley.chat.log.LogEvent;
import io.parley.chat.log.LogSettings;
import io.parley.chat.log.TryAgain;
import io.parley.common.id.ConversationId;
import io.parley.common.id.SessionId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/// Queues drafts in a mailbox a conversation and lets [Flights] write them.
final class BatchAppender implements Appender, InFlight, AutoCloseable {

  private final LogSettings settings;
  private final Footings footings;
  private final Outcomes outcomes;
  private final Pace pace;
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
      Scheduler timers) {
    this.settings = settings;
    this.footings = footings;
    this.outcomes = outcomes;
    this.refusals = refusals;
    this.pace = pace;
    this.room = new Room(settings.queuedDrafts(), settings.queuedSize().toBytes());
    this.flights = new Flights(settings, footings, writer, pace, timers, this::restart, this::tick);
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
    offer(pending, now);
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
    if (!pending.acknowledge(new Appended(pending.event(), false))) {
      refusals.lift(pending.draft());
    }
    return pending.draft().origin();
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

  private void offer(Pending pending, long now) {
    var mailbox =
        mailboxes.compute(
            pending.conversation(),
            (conversation, present) -> {
              var own = present == null ? newMailbox(conversation) : present;
              own.offer(pending, now);
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
    var conversation = mailbox.conversation();
    var left = mailboxes.computeIfPresent(conversation, (_, own) -> own.restart() ? own : null);
    if (mailbox.losses() == 0) {
      pace.won(conversation, left != null, System.nanoTime());
    }
    return left != null;
  }

  private void tick() {
    long now = System.nanoTime();
    TryAgain late = StoreErrors.tryAgain("not stored within " + settings.deadline());
    mailboxes.values().forEach(mailbox -> mailbox.refuseLate(late, now));
    refusals.forgetOld(now);
    pace.forgetOld(now);
    room.measure(now);
  }

  private static TryAgain goingAway() {
    return StoreErrors.tryAgain("this node is going away");
  }
}
