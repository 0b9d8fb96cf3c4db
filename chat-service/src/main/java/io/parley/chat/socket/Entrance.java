package io.parley.chat.socket;

import io.parley.chat.conversation.Memberships;
import io.parley.chat.conversation.Standing;
import io.parley.chat.delivery.Arrival;
import io.parley.chat.delivery.Audience;
import io.parley.chat.log.Head;
import io.parley.chat.log.TryAgain;
import io.parley.chat.pending.PendingQueue;
import io.parley.chat.view.Mark;
import io.parley.chat.view.Marks;
import io.parley.chat.view.Place;
import io.parley.common.frame.Position;
import io.parley.common.frame.ServerFrame;
import io.parley.common.id.ConversationId;
import io.parley.common.problem.CloseCode;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/// Brings a session into its user's conversations with two reads, however many they are: the
/// memberships with the heads of their logs, then everything that is missing.
///
/// The order closes every gap. First the session hears of joins, which wait until it has its
/// places, or was brought up. Then the heads are read, and after them the memberships: who was
/// removed up to a head is not in it. Then it takes its places, and what is removed behind the head
/// ends its place by the feed. Only a feed that had passed such a removal before the place was
/// taken makes the memberships worth another read.
@Component
final class Entrance {

  private static final Logger log = LoggerFactory.getLogger(Entrance.class);

  private static final String REMOVED = "removed";
  private static final int ATTEMPTS = 8;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

  private final Memberships memberships;
  private final Marks marks;
  private final PendingQueue pending;
  private final Audience audience;
  private final Rush rush;

  Entrance(
      Memberships memberships, Marks marks, PendingQueue pending, Audience audience, Rush rush) {
    this.memberships = memberships;
    this.marks = marks;
    this.pending = pending;
    this.audience = audience;
    this.rush = rush;
  }

  /// What a session wants.
  ///
  /// @param positions where it was, in the order in which it is brought up; elsewhere it begins at
  ///   the head
  /// @param quiet those of them that the client did not name
  private record Wanted(
      Map<ConversationId, Head> heads,
      Map<ConversationId, Position> positions,
      Set<ConversationId> quiet) {}

  /// @param members what it belongs to now
  private record Way(Wanted wanted, Arrival arrival, Set<ConversationId> members) {}

  /// Everything live from the heads, right after `welcome`.
  Mono<Void> enter(Session session, Runnable welcome) {
    return rush.counting(
        way(session, Map.of(), false)
            .doOnNext(
                way -> {
                  welcome.run();
                  settle(session, way);
                  audience.settled(session.attachments(), Set.of());
                })
            .then()
            .onErrorResume(error -> giveUp(session, error)));
  }

  /// Goes on at these positions, and everywhere else from the head, or after what the user's
  /// clients marked as delivered.
  ///
  /// @param marked the latter
  Mono<Void> resume(
      Session session,
      Map<ConversationId, Position> positions,
      boolean marked,
      @Nullable String ref) {
    return rush.counting(
        way(session, positions, marked)
            .flatMap(way -> resume(session, positions, way))
            .doOnSuccess(_ -> resumed(session, ref))
            .onErrorResume(error -> giveUp(session, error)));
  }

  private Mono<Way> way(Session session, Map<ConversationId, Position> positions, boolean marked) {
    var places = session.attachments();
    return audience
        .enter(places)
        .then(
            patiently(
                memberships
                    .standings(session.user())
                    .flatMap(standings -> wanted(session, standings, positions, marked))
                    .flatMap(
                        wanted ->
                            places
                                .arrive(wanted.heads(), wanted.positions())
                                .flatMap(arrival -> way(session, wanted, arrival)))));
  }

  private Mono<Wanted> wanted(
      Session session,
      List<Standing> standings,
      Map<ConversationId, Position> named,
      boolean marked) {
    var heads =
        standings.stream()
            .collect(Collectors.toMap(Standing::conversation, Standing::head, (one, _) -> one));
    var others =
        marked
            ? standings.stream().filter(one -> !named.containsKey(one.conversation())).toList()
            : List.<Standing>of();
    return marked(session, others)
        .map(
            quiet -> {
              Map<ConversationId, Position> all = new LinkedHashMap<>(named);
              all.putAll(quiet);
              return new Wanted(heads, all, quiet.keySet());
            })
        .flatMap(wanted -> inOrder(session, wanted));
  }

  private Mono<Map<ConversationId, Position>> marked(Session session, List<Standing> standings) {
    var user = session.user();
    return marks
        .of(standings.stream().map(one -> new Place(one.conversation(), user)).toList())
        .map(
            found ->
                standings.stream()
                    .collect(
                        Collectors.toMap(
                            Standing::conversation,
                            one -> after(one, found.get(new Place(one.conversation(), user))))));
  }

  private static Position after(Standing standing, @Nullable Mark mark) {
    var known = mark == null ? Mark.NONE : mark;
    return new Position(standing.head().epoch(), known.notBefore(standing.joined()).delivered());
  }

  private Mono<Wanted> inOrder(Session session, Wanted wanted) {
    return pending
        .inOrder(session.user(), List.copyOf(wanted.positions().keySet()))
        .map(
            order -> {
              Map<ConversationId, Position> ordered = new LinkedHashMap<>();
              order.forEach(id -> ordered.put(id, wanted.positions().get(id)));
              return new Wanted(wanted.heads(), ordered, wanted.quiet());
            });
  }

  private Mono<Way> way(Session session, Wanted wanted, Arrival arrival) {
    var members = wanted.heads().keySet();
    return arrival.isDoubtful()
        ? memberships
            .of(session.user())
            .map(still -> new Way(wanted, arrival, both(members, still)))
        : Mono.just(new Way(wanted, arrival, members));
  }

  private static Set<ConversationId> both(
      Set<ConversationId> members, Collection<ConversationId> still) {
    var both = new HashSet<>(members);
    both.retainAll(still);
    return both;
  }

  private Mono<Void> resume(Session session, Map<ConversationId, Position> named, Way way) {
    var places = session.attachments();
    settle(session, way);
    audience.settled(places, way.wanted().positions().keySet());
    var resumes =
        way.wanted().positions().keySet().stream()
            .filter(id -> way.members().contains(id) && places.has(id))
            .toList();
    var lost = new HashSet<>(named.keySet());
    resumes.forEach(lost::remove);
    lost.stream()
        .filter(places::dropPending)
        .forEach(id -> session.offer(new ServerFrame.ConversationRemoved(id, REMOVED)));
    return way.arrival().resume(resumes, way.wanted().quiet());
  }

  private void resumed(Session session, @Nullable String ref) {
    session.offer(new ServerFrame.Resumed(ref));
    audience.resumed(session.attachments());
  }

  /// Live are those without a position; those that the user lost meanwhile get nothing.
  private static void settle(Session session, Way way) {
    var places = session.attachments();
    for (var id : way.wanted().heads().keySet()) {
      if (!way.members().contains(id)) {
        places.dropPending(id);
      } else if (!way.wanted().positions().containsKey(id)) {
        places.live(id);
      }
    }
  }

  private static <T> Mono<T> patiently(Mono<T> reading) {
    return reading.retryWhen(
        Retry.backoff(ATTEMPTS, FIRST_PAUSE)
            .maxBackoff(LONGEST_PAUSE)
            .filter(TryAgain.class::isInstance));
  }

  private static Mono<Void> giveUp(Session session, Throwable error) {
    log.warn("a session could not be brought in: {}", error.toString());
    return Mono.fromRunnable(() -> session.close(CloseCode.OVERLOADED));
  }
}
