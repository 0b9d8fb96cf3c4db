package io.parley.chat.mark;

import io.parley.chat.conversation.Membership;
import io.parley.chat.conversation.Memberships;
import io.parley.chat.conversation.Sender;
import io.parley.chat.log.TryAgain;
import io.parley.chat.pending.PendingQueue;
import io.parley.chat.view.Mark;
import io.parley.chat.view.Marks;
import io.parley.chat.view.Place;
import io.parley.common.id.ConversationId;
import io.parley.edge.ProblemException;
import io.parley.edge.ProblemException.FieldError;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.publisher.Sinks;

/// Moves members' marks. A mark only rises; one beyond the log is set to its head; read implies
/// delivered.
///
/// Errors of all: `not-found`, `invalid` (a negative mark, or none), [TryAgain].
@Component
public class MarkService implements Marks {

  private static final int USERS_AT_ONCE = 64;
  private static final int MOST_WAITING = 10_000;
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Memberships memberships;
  private final KnownHeads heads;
  private final MarkStore store;
  private final MarkAnnouncements announcements;
  private final PendingQueue pending;
  private final Clock clock;
  private final Set<Flight> flights = ConcurrentHashMap.newKeySet();
  private final MarkBatch batch = new MarkBatch(MOST_WAITING, System::nanoTime);

  MarkService(
      Memberships memberships,
      KnownHeads heads,
      MarkStore store,
      MarkAnnouncements announcements,
      PendingQueue pending,
      Clock clock) {
    this.memberships = memberships;
    this.heads = heads;
    this.store = store;
    this.announcements = announcements;
    this.pending = pending;
    this.clock = clock;
  }

  /// What a socket says: completes when it is accepted; it is written within some 100 ms, together
  /// with others.
  public Mono<Void> mark(
      Sender sender, ConversationId conversation, @Nullable Long delivered, @Nullable Long read) {
    return memberships
        .known(conversation, sender.user())
        .map(_ -> wanted(sender, conversation, delivered, read))
        .flatMap(this::accept);
  }

  /// What a REST call says: completes when it is written.
  ///
  /// @return the marks as they are now
  public Mono<Mark> markNow(Membership member, @Nullable Long delivered, @Nullable Long read) {
    var sender = Sender.byRest(member.user());
    var rise = wanted(sender, member.conversation().id(), delivered, read);
    return write(List.of(rise))
        .then(Mono.defer(() -> store.of(List.of(rise.place()))))
        .map(found -> kept(member, found));
  }

  /// Sending marks one's own up to the message; written like what a socket says. Never fails: a
  /// later mark makes up for it.
  ///
  /// @param duplicate whether the message was stored before, and others may be read since
  public void sent(Sender sender, ConversationId conversation, long sequence, boolean duplicate) {
    heads.reached(conversation, sequence);
    batch.add(
        duplicate
            ? wanted(sender, conversation, sequence, sequence)
            : byMessage(sender, conversation, sequence));
  }

  /// The same, complete when it is written.
  public Mono<Void> sentNow(Sender sender, ConversationId conversation, long sequence) {
    heads.reached(conversation, sequence);
    return write(List.of(byMessage(sender, conversation, sequence)));
  }

  /// What sockets of this node said of these places is written before: who marks and asks here sees
  /// it, and no answer shows what a node may still lose.
  @Override
  public Mono<Map<Place, Mark>> of(Collection<Place> places) {
    return Mono.defer(
            () -> {
              var said = depart(() -> batch.takeNow(places));
              var before = flights.stream().filter(one -> one != said && one.isOf(places)).toList();
              return write(said).and(Mono.when(before.stream().map(Flight::landed).toList()));
            })
        .then(Mono.defer(() -> store.of(places)));
  }

  /// Writes what has its turn, and tells whose time has come. What cannot be written waits on.
  Mono<Void> flush() {
    return Mono.defer(() -> write(depart(batch::take))).then(Mono.defer(announcements::tellDue));
  }

  /// Writes all that waits.
  Mono<Void> flushAll() {
    return Mono.defer(() -> write(depart(batch::takeAll)));
  }

  /// Marks on their way to the store.
  private record Flight(List<Rise> rises, Sinks.Empty<Void> end) {

    boolean isOf(Collection<Place> places) {
      return rises.stream().anyMatch(rise -> places.contains(rise.place()));
    }

    Mono<Void> landed() {
      return end.asMono();
    }
  }

  private synchronized Flight depart(Supplier<List<Rise>> taken) {
    var flight = new Flight(taken.get(), Sinks.empty());
    if (!flight.rises().isEmpty()) {
      flights.add(flight);
    }
    return flight;
  }

  private Mono<Void> write(Flight flight) {
    return write(flight.rises())
        .doFinally(
            end -> {
              // Also when who asked has gone meanwhile
              if (end != SignalType.ON_COMPLETE) {
                batch.putBack(flight.rises());
              }
              flights.remove(flight);
              flight.end().tryEmitEmpty();
            });
  }

  private Mono<Void> accept(Rise rise) {
    return batch.add(rise)
        ? Mono.empty()
        : Mono.error(new TryAgain("Too many marks wait", SOON, null));
  }

  private static Rise wanted(
      Sender sender, ConversationId conversation, @Nullable Long delivered, @Nullable Long read) {
    check(delivered, read);
    return Rise.to(
        new Place(conversation, sender.user()),
        delivered == null ? 0 : delivered,
        read == null ? 0 : read,
        sender.session());
  }

  private Mono<Void> write(List<Rise> wanted) {
    if (wanted.isEmpty()) {
      return Mono.empty();
    }
    var unsure = wanted.stream().filter(rise -> !rise.shown()).map(Rise::place).toList();
    return Mono.zip(heads.within(wanted), store.of(unsure))
        .map(both -> risen(both.getT1(), both.getT2()))
        .flatMap(
            risen ->
                store
                    .raise(risen, clock.instant())
                    .then(delivered(risen))
                    .then(announcements.tell(risen)));
  }

  /// What waited for these users waits no more.
  private Mono<Void> delivered(List<Rise> risen) {
    var byUser =
        risen.stream()
            .filter(Rise::raisesDelivered)
            .collect(
                Collectors.groupingBy(
                    rise -> rise.place().user(),
                    Collectors.toMap(
                        rise -> rise.place().conversation(), Rise::delivered, Math::max)));
    return Flux.fromIterable(byUser.entrySet())
        .flatMap(one -> pending.delivered(one.getKey(), one.getValue()), USERS_AT_ONCE)
        .then();
  }

  private static List<Rise> risen(Collection<Rise> wanted, Map<Place, Mark> kept) {
    return wanted.stream()
        .map(rise -> rise.shown() ? rise : rise.over(kept.getOrDefault(rise.place(), Mark.NONE)))
        .filter(rise -> !rise.isNothing())
        .toList();
  }

  private static Rise byMessage(Sender sender, ConversationId conversation, long sequence) {
    return Rise.byMessage(new Place(conversation, sender.user()), sequence, sender.session());
  }

  private static Mark kept(Membership member, Map<Place, Mark> found) {
    var place = new Place(member.conversation().id(), member.user());
    return found.getOrDefault(place, Mark.NONE).notBefore(member.member().joined());
  }

  private static void check(@Nullable Long delivered, @Nullable Long read) {
    var errors = new ArrayList<FieldError>();
    if (delivered == null && read == null) {
      errors.add(new FieldError("read", "missing, like delivered (expected: one of them)"));
    }
    if (delivered != null && delivered < 0) {
      errors.add(new FieldError("delivered", delivered + " (expected: 0 or more)"));
    }
    if (read != null && read < 0) {
      errors.add(new FieldError("read", read + " (expected: 0 or more)"));
    }
    if (!errors.isEmpty()) {
      throw ProblemException.invalid(errors);
    }
  }
}
