package io.parley.presence.lastseen;

import io.parley.common.id.UserId;
import io.parley.edge.life.Background;
import io.parley.presence.PresenceSettings;
import io.parley.presence.loop.Loop;
import io.parley.presence.state.RedisLink;
import io.parley.presence.state.UserRecords;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/// Brings `lastSeen` times from Redis to the database, in batches.
///
/// What is not saved yet waits in Redis; it is struck off once the database has it, unless it rose
/// meanwhile. Replicas may do the same batch at once.
@Component
final class LastSeenSaver implements Background {

  private static final int BATCH = 500;
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

  private final RedisLink redis;
  private final UserRecords users;
  private final LastSeenCollection collection;
  private final Duration pause;
  private final Work work = new Work();

  LastSeenSaver(
      RedisLink redis,
      UserRecords users,
      LastSeenCollection collection,
      PresenceSettings settings) {
    this.redis = redis;
    this.users = users;
    this.collection = collection;
    this.pause = settings.saveEvery();
  }

  @Override
  public Disposable begin() {
    Loop loop = new Loop("saving last seen", AFTER_FAILURE, this::save);
    return redis.connected().then(loop.run()).subscribe();
  }

  @Override
  public Work work() {
    return work;
  }

  @Override
  public int getPhase() {
    return RedisLink.PHASE + 1;
  }

  private Mono<Duration> save() {
    return users.unsaved(BATCH).flatMap(this::save);
  }

  private Mono<Duration> save(Map<UserId, Instant> seen) {
    if (seen.isEmpty()) {
      return Mono.just(pause);
    }
    return collection
        .raise(seen)
        .then(users.saved(seen))
        .thenReturn(seen.size() == BATCH ? Duration.ZERO : pause);
  }
}
