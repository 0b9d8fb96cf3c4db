package io.parley.presence.query;

import io.parley.common.bus.Presence;
import io.parley.common.id.UserId;
import io.parley.presence.lastseen.LastSeenCollection;
import io.parley.presence.state.UserRecords;
import io.parley.presence.state.UserRecords.Shown;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// The present state of users.
@Component
final class PresenceQuery {

  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final Logger log = LoggerFactory.getLogger(PresenceQuery.class);

  private final UserRecords records;
  private final LastSeenCollection lastSeen;

  PresenceQuery(UserRecords records, LastSeenCollection lastSeen) {
    this.records = records;
    this.lastSeen = lastSeen;
  }

  /// Everyone's state, in the order asked for, never an error: while Redis is away all are unknown,
  /// while the database is away `lastSeen` of some is null.
  Mono<List<Presence>> of(List<UserId> users) {
    if (users.isEmpty()) {
      return Mono.just(List.of());
    }
    return records
        .look(users)
        .timeout(TIMEOUT)
        .flatMap(this::complete)
        .doOnError(failure -> log.debug("Redis does not answer", failure))
        .onErrorReturn(users.stream().map(Presence::unknown).toList());
  }

  private Mono<List<Presence>> complete(List<Shown> shown) {
    List<UserId> missing =
        shown.stream().filter(one -> !one.seenKnown()).map(one -> one.presence().user()).toList();
    if (missing.isEmpty()) {
      return Mono.just(shown.stream().map(Shown::presence).toList());
    }
    return lastSeen
        .find(missing)
        .flatMap(found -> records.remember(missing, found).onErrorComplete().thenReturn(found))
        .doOnError(failure -> log.warn("last seen cannot be read: {}", failure.toString()))
        .onErrorReturn(Map.of())
        .map(found -> shown.stream().map(one -> filled(one, found)).toList());
  }

  private static Presence filled(Shown shown, Map<UserId, Instant> found) {
    Presence known = shown.presence();
    Instant seen = found.get(known.user());
    if (shown.seenKnown() || seen == null) {
      return known;
    }
    boolean offline = known.state() == Presence.State.OFFLINE && known.since() == null;
    Instant since = offline ? seen : known.since();
    return new Presence(known.user(), known.state(), since, seen, known.version());
  }
}
