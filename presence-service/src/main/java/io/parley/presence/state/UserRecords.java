package io.parley.presence.state;

import static io.parley.presence.state.Scripts.millis;
import static io.parley.presence.state.Scripts.time;

import io.parley.common.bus.Presence;
import io.parley.common.id.UserId;
import io.parley.presence.PresenceSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Range;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// What is shown of users.
@Component
public final class UserRecords {

  private static final String UNSAVED = "presence:{state}:unsaved";
  private static final int FIELDS = 4;
  private static final String NOT_KNOWN = "?";

  private final RedisLink redis;
  private final Scripts scripts;
  private final PresenceSettings settings;

  UserRecords(RedisLink redis, Scripts scripts, PresenceSettings settings) {
    this.redis = redis;
    this.scripts = scripts;
    this.settings = settings;
  }

  /// One user as Redis has it.
  ///
  /// @param seenKnown false: Redis does not know whether the user was ever seen; the database may
  public record Shown(Presence presence, boolean seenKnown) {}

  /// What is shown of these users, in their order.
  public Mono<List<Shown>> look(List<UserId> users) {
    List<String> arguments = new ArrayList<>();
    arguments.add(millis(settings.settle()));
    arguments.add(millis(settings.nodes().lease()));
    arguments.add(redis.outage() ? "1" : "0");
    users.forEach(user -> arguments.add(user.value()));
    return scripts.run(Script.LOOK, arguments).map(reply -> shown(users, reply));
  }

  /// Takes over what the database knows of users whose `lastSeen` Redis does not know.
  ///
  /// @param seen a user that is not in it was never seen
  public Mono<Void> remember(List<UserId> users, Map<UserId, Instant> seen) {
    List<String> arguments = new ArrayList<>();
    for (UserId user : users) {
      Instant at = seen.get(user);
      arguments.add(user.value());
      arguments.add(at == null ? "" : millis(at));
    }
    return scripts.run(Script.REMEMBER, arguments).then();
  }

  /// `lastSeen` times that the database does not have yet, the oldest first.
  public Mono<Map<UserId, Instant>> unsaved(int limit) {
    return redis
        .ask(
            template ->
                template.opsForZSet().rangeWithScores(UNSAVED, Range.closed(0L, limit - 1L)))
        .collectMap(
            entry -> new UserId(Objects.requireNonNull(entry.getValue())),
            entry -> Instant.ofEpochMilli(Objects.requireNonNull(entry.getScore()).longValue()));
  }

  /// The database has these now.
  public Mono<Void> saved(Map<UserId, Instant> seen) {
    List<String> arguments = new ArrayList<>();
    seen.forEach((user, at) -> arguments.addAll(List.of(user.value(), millis(at))));
    return scripts.run(Script.SAVED, arguments).then();
  }

  private static List<Shown> shown(List<UserId> users, List<String> reply) {
    List<Shown> all = new ArrayList<>(users.size());
    for (int i = 0; i < users.size(); i++) {
      int at = 1 + i * FIELDS;
      all.add(shown(users.get(i), reply.subList(at, at + FIELDS)));
    }
    return all;
  }

  private static Shown shown(UserId user, List<String> fields) {
    var state = Presence.State.valueOf(fields.getFirst().toUpperCase(Locale.ROOT));
    if (state == Presence.State.UNKNOWN) {
      return new Shown(Presence.unknown(user), true);
    }
    String seen = fields.get(2);
    Presence presence =
        new Presence(
            user,
            state,
            timeOrNull(fields.get(1)),
            timeOrNull(seen),
            Long.parseLong(fields.get(3)));
    return new Shown(presence, !seen.equals(NOT_KNOWN));
  }

  private static @Nullable Instant timeOrNull(String millis) {
    return millis.isEmpty() || millis.equals(NOT_KNOWN) ? null : time(millis);
  }
}
