package io.parley.edge;

import io.parley.common.bus.Channels;
import io.parley.common.bus.Revocation;
import io.parley.common.id.LoginId;
import io.parley.edge.life.Background;
import io.parley.edge.life.Retries;
import io.parley.edge.redis.Listening;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.publisher.Sinks;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The logins that ended while their tokens still live, in memory. The bus says so at once; asking
/// auth-service every 20 s is what makes it certain. A login is forgotten when the last of its
/// tokens has expired.
public final class RevokedLogins implements LoginState, Background {

  private static final Logger log = LoggerFactory.getLogger(RevokedLogins.class);

  private static final Duration PERIOD = Duration.ofSeconds(20);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(10);

  private final WebClient auth;
  private final ReactiveStringRedisTemplate redis;
  private final JsonMapper json;
  private final Clock clock;
  private final ConcurrentMap<LoginId, Instant> revoked = new ConcurrentHashMap<>();
  private final Sinks.Many<Revocation> news = Sinks.many().multicast().directBestEffort();
  private volatile String cursor = "";
  private final Work work = new Work();

  public RevokedLogins(
      WebClient auth, ReactiveStringRedisTemplate redis, JsonMapper json, Clock clock) {
    this.auth = auth;
    this.redis = redis;
    this.json = json;
    this.clock = clock;
  }

  record Page(List<Revocation> items, String next, boolean more) {}

  /// Whether this login has ended, as far as this process knows; never waits.
  public boolean isRevoked(LoginId login) {
    return revoked.containsKey(login);
  }

  @Override
  public Mono<Boolean> ended(LoginId login) {
    return Mono.just(isRevoked(login));
  }

  /// Each login once, as soon as this process learns that it ended. Hot: what was before the
  /// subscription is not repeated, and a subscriber without demand misses items, so look at
  /// [#isRevoked(LoginId)] after subscribing.
  public Flux<Revocation> revocations() {
    return news.asFlux();
  }

  @Override
  public Disposable begin() {
    return Disposables.composite(polling().subscribe(), listening().subscribe());
  }

  @Override
  public Work work() {
    return work;
  }

  private Flux<Page> polling() {
    return Mono.defer(this::readAll)
        .doOnNext(ignored -> forgetExpired())
        .repeatWhen(rounds -> rounds.concatMap(ignored -> Mono.delay(PERIOD)))
        .retryWhen(Retries.forever(log, "revocations cannot be asked for"));
  }

  private Mono<Page> readAll() {
    return page(cursor)
        .doOnNext(this::take)
        .flatMap(page -> page.more() ? readAll() : Mono.just(page));
  }

  private Mono<Page> page(String after) {
    return auth.get()
        .uri(uri -> uri.path("/internal/revocations").queryParam("after", "{after}").build(after))
        .retrieve()
        .bodyToMono(Page.class)
        .timeout(TIMEOUT);
  }

  private Flux<String> listening() {
    return Listening.always(Channels.REVOCATIONS, redis).doOnNext(this::hear);
  }

  private void hear(String message) {
    try {
      revoke(json.readValue(message, Revocation.class));
    } catch (JacksonException e) {
      log.warn("a revocation on the bus cannot be read: {}", e.getOriginalMessage());
    }
  }

  private void take(Page page) {
    page.items().forEach(this::revoke);
    cursor = page.next();
  }

  private void revoke(Revocation revocation) {
    var known = revoked.putIfAbsent(revocation.login(), revocation.until().plus(CLOCKS_DIFFER));
    if (known == null) {
      news.emitNext(revocation, RevokedLogins::retryBriefly);
    }
  }

  /// Two producers, the bus and the poll, may meet; the meeting is short.
  private static boolean retryBriefly(SignalType signal, Sinks.EmitResult result) {
    return result == Sinks.EmitResult.FAIL_NON_SERIALIZED;
  }

  private void forgetExpired() {
    var now = clock.instant();
    revoked.values().removeIf(until -> until.isBefore(now));
  }
}
