package io.parley.auth.login;

import io.parley.auth.audit.Audit;
import io.parley.common.bus.Channels;
import io.parley.common.bus.Revocation;
import io.parley.common.id.LoginId;
import io.parley.common.id.UserId;
import io.parley.edge.redis.Publishing;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/// Ends logins. The store is the truth, in which everyone finds the end within 20 s; the word on
/// the bus makes it quick and may be lost.
@Component
public final class Endings {

  private static final int AT_ONCE = 8;
  private static final int MOST_LOGINS = 10_000;

  private final Logins logins;
  private final ReactiveStringRedisTemplate redis;
  private final JsonMapper json;
  private final Audit audit;
  private final Clock clock;

  Endings(
      Logins logins, ReactiveStringRedisTemplate redis, JsonMapper json, Audit audit, Clock clock) {
    this.logins = logins;
    this.redis = redis;
    this.json = json;
    this.audit = audit;
    this.clock = clock;
  }

  /// One page of ended logins.
  public record Page(List<Revocation> items, Instant lastAt, String lastId, boolean full) {}

  /// Ends this login, if it lives. Completes when the end is stored and announced.
  public Mono<Void> end(Login login, String reason) {
    return end(login.id(), login.user(), reason);
  }

  public Mono<Void> end(LoginId login, UserId user, String reason) {
    return logins
        .end(login, reason)
        .filter(Boolean::booleanValue)
        .flatMap(ended -> logins.find(login))
        .flatMap(stored -> announce(stored.login()))
        .then(
            audit.write(
                Audit.Entry.of("login.ended")
                    .with("user", user)
                    .with("login", login)
                    .with("reason", reason)));
  }

  /// Ends one of a user's own; false when there is no living one of that id.
  public Mono<Boolean> endOwn(UserId user, LoginId login, String reason) {
    return logins
        .find(login)
        .map(Logins.Stored::login)
        .filter(found -> found.user().equals(user) && found.isLiveAt(clock.instant()))
        .flatMap(found -> end(found, reason).thenReturn(true))
        .defaultIfEmpty(false);
  }

  /// Ends all logins of a user but one.
  public Mono<Void> endOthers(UserId user, LoginId kept, String reason) {
    return logins
        .livingOf(user, clock.instant(), MOST_LOGINS)
        .filter(login -> !login.id().equals(kept))
        .flatMap(login -> end(login, reason), AT_ONCE)
        .then();
  }

  /// Ends all logins of a user.
  public Mono<Void> endAll(UserId user, String reason) {
    return logins
        .livingOf(user, clock.instant(), MOST_LOGINS)
        .flatMap(login -> end(login, reason), AT_ONCE)
        .then();
  }

  /// The living logins of a user, the latest used first.
  public Flux<Login> livingOf(UserId user, int limit) {
    return logins.livingOf(user, clock.instant(), limit);
  }

  /// The logins that ended from a moment on, in order, that still have tokens somewhere.
  public Mono<Page> endedAfter(Instant at, String id, int limit) {
    return logins
        .endedAfter(at, id, limit)
        .collectList()
        .map(
            found -> {
              var last = found.isEmpty() ? null : found.getLast();
              var lastAt = last == null ? at : endOf(last);
              var items = found.stream().map(Endings::revocation).toList();
              return new Page(
                  items, lastAt, last == null ? id : last.id().value(), found.size() == limit);
            });
  }

  private Mono<Void> announce(Login login) {
    return Mono.fromSupplier(() -> json.writeValueAsString(revocation(login)))
        .flatMap(message -> Publishing.to(Channels.REVOCATIONS, message, redis));
  }

  private static Revocation revocation(Login login) {
    return new Revocation(login.id(), login.user(), endOf(login), login.accessUntil());
  }

  private static Instant endOf(Login login) {
    var endedAt = login.endedAt();
    return endedAt == null ? login.lastUsedAt() : endedAt;
  }
}
