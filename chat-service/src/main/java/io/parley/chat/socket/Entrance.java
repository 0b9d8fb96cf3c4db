package io.parley.chat.socket;

import io.parley.chat.conversation.Memberships;
import io.parley.chat.delivery.Attachments;
import io.parley.chat.delivery.Audience;
import io.parley.chat.log.TryAgain;
import io.parley.common.frame.Position;
import io.parley.common.frame.ServerFrame;
import io.parley.common.id.ConversationId;
import io.parley.common.problem.CloseCode;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/// Brings a session into its user's conversations. The order closes every gap: first it hears of
/// joins, then it takes its places, then the memberships are read, and only then something is
/// delivered. Who was removed before the reading is not in it; who is removed after it loses the
/// place by the feed.
@Component
final class Entrance {

  private static final Logger log = LoggerFactory.getLogger(Entrance.class);

  private static final String REMOVED = "removed";
  private static final int ATTEMPTS = 8;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

  private final Memberships memberships;
  private final Audience audience;

  Entrance(Memberships memberships, Audience audience) {
    this.memberships = memberships;
    this.audience = audience;
  }

  /// Everything live from the heads, right after `welcome`.
  Mono<Void> enter(Session session, Runnable welcome) {
    var places = session.attachments();
    return audience
        .enter(places)
        .then(
            patiently(
                memberships
                    .of(session.user())
                    .flatMap(places::register)
                    .then(memberships.of(session.user()))))
        .doOnNext(
            members -> {
              welcome.run();
              settle(places, Set.copyOf(members), Set.of());
            })
        .then()
        .onErrorResume(error -> giveUp(session, error));
  }

  /// Goes on at these positions, and everywhere else from the head.
  Mono<Void> resume(
      Session session, Map<ConversationId, Position> positions, @Nullable String ref) {
    var places = session.attachments();
    return audience
        .enter(places)
        .then(
            patiently(
                places
                    .register(positions.keySet())
                    .then(memberships.of(session.user()))
                    .flatMap(members -> registerRest(session, positions.keySet(), members))))
        .flatMap(members -> resume(session, positions, members))
        .doOnSuccess(_ -> session.offer(new ServerFrame.Resumed(ref)))
        .onErrorResume(error -> giveUp(session, error));
  }

  /// Those that the client did not name have to be looked at again after their places were taken.
  private Mono<Set<ConversationId>> registerRest(
      Session session, Set<ConversationId> named, List<ConversationId> members) {
    return named.containsAll(members)
        ? Mono.just(Set.copyOf(members))
        : session
            .attachments()
            .register(members)
            .then(memberships.of(session.user()))
            .map(Set::copyOf);
  }

  private Mono<Void> resume(
      Session session, Map<ConversationId, Position> positions, Set<ConversationId> members) {
    var places = session.attachments();
    settle(places, members, positions.keySet());
    var resumes =
        positions.entrySet().stream()
            .filter(named -> members.contains(named.getKey()) && places.has(named.getKey()))
            .map(named -> new Attachments.Resume(named.getKey(), named.getValue()))
            .toList();
    var lost = new HashSet<>(positions.keySet());
    resumes.forEach(one -> lost.remove(one.conversation()));
    lost.stream()
        .filter(places::dropPending)
        .forEach(id -> session.offer(new ServerFrame.ConversationRemoved(id, REMOVED)));
    return places.resume(resumes);
  }

  private static void settle(
      Attachments places, Set<ConversationId> members, Set<ConversationId> named) {
    for (var id : places.all()) {
      if (!named.contains(id)) {
        if (members.contains(id)) {
          places.live(id);
        } else {
          places.dropPending(id);
        }
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
