package io.parley.chat.socket.handshake;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.parley.chat.pending.Whereabouts;
import io.parley.chat.socket.setting.SocketSettings;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import io.parley.edge.cache.Recent;
import io.parley.edge.cache.RecentMeters;
import io.parley.edge.redis.LuaScript;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Counts a user's sockets over all nodes by leases in Redis; by this node's own while Redis is
/// away.
///
/// | key | type | TTL | loss |
/// |---|---|---|---|
/// | `chat:sockets:<user>` | sorted set of sessions by the end of their lease in ms | 90 s | the limit is not held until leases are renewed |
@Component
public final class SocketSlots implements Whereabouts, MeterBinder {

  private static final Logger log = LoggerFactory.getLogger(SocketSlots.class);

  private static final int COMMANDS_AT_ONCE = 64;
  private static final int REMEMBERED = 20_000;
  private static final Duration REMEMBERED_FOR = Duration.ofSeconds(5);
  private static final Duration LEASE = Duration.ofSeconds(90);
  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final RedisScript<Long> TAKE =
      LuaScript.read("io/parley/chat/socket/take-slot.lua", Long.class);

  private final ReactiveStringRedisTemplate redis;
  private final int most;
  private final Recent<UserId, Boolean> connected = new Recent<>(REMEMBERED, REMEMBERED_FOR);
  private final Map<UserId, Integer> here = new ConcurrentHashMap<>();

  SocketSlots(ReactiveStringRedisTemplate redis, SocketSettings settings) {
    this.redis = redis;
    this.most = settings.sockets() == 0 ? Integer.MAX_VALUE : settings.sockets();
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    new RecentMeters(connected, "connected").bindTo(registry);
  }

  /// Takes a slot for a session, or renews its lease.
  ///
  /// @return false when the user has no slot left. Never errors
  Mono<Boolean> take(UserId user, SessionId session) {
    here.merge(user, 1, Integer::sum);
    return lease(user, session)
        .onErrorResume(error -> Mono.just(alone(user, error)))
        .doOnNext(
            taken -> {
              if (!taken) {
                leave(user);
              }
            });
  }

  /// Renews the lease of an open socket; to be called well within 90 s. Never errors.
  public Mono<Void> renew(UserId user, SessionId session) {
    return lease(user, session).onErrorResume(_ -> Mono.empty()).then();
  }

  /// Gives the slot of a closed socket back. Never errors.
  public Mono<Void> free(UserId user, SessionId session) {
    leave(user);
    return redis
        .opsForZSet()
        .remove(key(user), session.value())
        .timeout(PATIENCE)
        .onErrorResume(_ -> Mono.empty())
        .then();
  }

  /// By the leases, so for some 90 s after a node was killed its users are not away yet, nor for 5
  /// s after they left.
  @Override
  public Mono<Set<UserId>> away(Collection<UserId> users) {
    return Flux.fromIterable(users)
        .filter(user -> connected.get(user) == null)
        .flatMap(
            user -> redis.opsForZSet().size(key(user)).filter(n -> isAway(user, n)).map(_ -> user),
            COMMANDS_AT_ONCE)
        .collect(Collectors.toUnmodifiableSet())
        .timeout(PATIENCE);
  }

  private boolean isAway(UserId user, long sockets) {
    if (sockets > 0) {
      connected.put(user, true);
    }
    return sockets == 0;
  }

  private Mono<Boolean> lease(UserId user, SessionId session) {
    var arguments =
        List.of(session.value(), Integer.toString(most), Long.toString(LEASE.toMillis()));
    return redis
        .execute(TAKE, List.of(key(user)), arguments)
        .next()
        .timeout(PATIENCE)
        .map(taken -> taken == 1);
  }

  private boolean alone(UserId user, Throwable error) {
    log.warn("Redis does not count sockets, this node does by itself: {}", error.toString());
    return here.getOrDefault(user, 0) <= most;
  }

  private void leave(UserId user) {
    here.computeIfPresent(user, (_, count) -> count == 1 ? null : count - 1);
  }

  private static String key(UserId user) {
    return "chat:sockets:" + user.value();
  }
}
