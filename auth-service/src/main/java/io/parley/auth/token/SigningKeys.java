package io.parley.auth.token;

import com.nimbusds.jose.JWSVerifier;
import io.parley.auth.AuthSettings;
import io.parley.auth.store.Preparation;
import io.parley.edge.ProblemException;
import io.parley.edge.life.Background;
import io.parley.edge.token.KeySource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The signing keys, open in memory, and their change.
///
/// A new generation is published at once and signs after [AuthSettings.SigningKeys#lead]: by then
/// every service has asked for the JWKS again, whose `max-age` is a quarter of that time at most,
/// and every replica of this service has read the store again. The one before it is published until
/// the last token that it signed has ended, and then forgotten. So a change refuses nobody.
@Component
@Order(2)
public final class SigningKeys implements KeySource, Preparation.Step, Background {

  private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);

  private static final Duration LONGEST_PERIOD = Duration.ofMinutes(1);
  private static final Duration LONGEST_AGE = Duration.ofMinutes(5);
  private static final int PART_OF_LEAD = 4;

  private final StoredKeys stored;
  private final Clock clock;
  private final AuthSettings.SigningKeys settings;
  private volatile List<SigningKey> keys = List.of();
  private final Work work = new Work();

  SigningKeys(StoredKeys stored, Clock clock, AuthSettings settings) {
    this.stored = stored;
    this.clock = clock;
    this.settings = settings.signingKeys();
  }

  /// What may be told of a generation.
  ///
  /// @param retiresAt when it is published no more; null while it is the newest
  public record Generation(
      int generation,
      String kid,
      Instant createdAt,
      Instant activeFrom,
      @Nullable Instant retiresAt) {}

  @Override
  public Mono<Void> prepare() {
    return stored
        .read()
        .filter(found -> !found.isEmpty())
        .switchIfEmpty(Mono.defer(() -> stored.makeFirst().then(stored.read())))
        .doOnNext(found -> keys = found)
        .then(Mono.defer(stored::rewrap))
        .doOnNext(SigningKeys::noteRewrapped)
        .then();
  }

  @Override
  public Mono<JWSVerifier> verifier(String keyId) {
    return keys.isEmpty()
        ? Mono.error(noKeys())
        : Mono.justOrEmpty(published().stream().filter(key -> key.id().equals(keyId)).findFirst())
            .map(SigningKey::verifier);
  }

  @Override
  public boolean holds(String keyId) {
    return published().stream().anyMatch(key -> key.id().equals(keyId));
  }

  /// Begins a change of keys, unless one is under way; completes with the newest generation.
  public Mono<Generation> rotate() {
    return take(stored.read())
        .flatMap(
            found ->
                found.getLast().isActiveAt(clock.instant())
                    ? stored.makeNext(found.getLast()).then(take(stored.read()))
                    : Mono.just(found))
        .map(found -> generation(found.getLast()));
  }

  /// Those that are published, the newest last.
  public List<Generation> generations() {
    return published().stream().map(SigningKeys::generation).toList();
  }

  /// The public keys, for the JWKS.
  Map<String, Object> document() {
    return Map.of("keys", published().stream().map(SigningKey::published).toList());
  }

  /// How old a copy of the JWKS may be, so that nobody misses a new key.
  Duration maxAge() {
    var part = partOfLead();
    return part.compareTo(LONGEST_AGE) < 0 ? part : LONGEST_AGE;
  }

  /// The key to sign with now.
  ///
  /// @throws ProblemException `try-again` while none is known
  SigningKey current() {
    var now = clock.instant();
    return keys.stream()
        .filter(key -> key.isActiveAt(now) && key.isPublishedAt(now))
        .max(Comparator.comparing(SigningKey::activeFrom))
        .orElseThrow(SigningKeys::noKeys);
  }

  @Override
  public Disposable begin() {
    var part = partOfLead();
    var period = part.compareTo(LONGEST_PERIOD) < 0 ? part : LONGEST_PERIOD;
    return Flux.interval(period).onBackpressureDrop().concatMap(tick -> reread()).subscribe();
  }

  @Override
  public Work work() {
    return work;
  }

  /// The keys stay as they are while the store is away.
  private Mono<Void> reread() {
    return take(stored.read())
        .flatMap(found -> forgetRetired(found).then(rotateWhenDue(found)))
        .doOnError(error -> log.warn("signing keys cannot be read: {}", error.toString()))
        .onErrorComplete()
        .then();
  }

  private Mono<List<SigningKey>> take(Mono<List<SigningKey>> reading) {
    return reading.filter(found -> !found.isEmpty()).doOnNext(found -> keys = found);
  }

  private Mono<Void> forgetRetired(List<SigningKey> found) {
    var now = clock.instant();
    return Flux.fromIterable(found)
        .filter(key -> !key.isPublishedAt(now))
        .concatMap(stored::remove)
        .then();
  }

  private Mono<Generation> rotateWhenDue(List<SigningKey> found) {
    var due = found.getLast().createdAt().plus(settings.life());
    return settings.life().isPositive() && !due.isAfter(clock.instant())
        ? rotate().doOnNext(next -> log.info("signing keys change: {}", next))
        : Mono.empty();
  }

  private List<SigningKey> published() {
    var now = clock.instant();
    return keys.stream().filter(key -> key.isPublishedAt(now)).toList();
  }

  private Duration partOfLead() {
    return settings.lead().dividedBy(PART_OF_LEAD);
  }

  private static Generation generation(SigningKey key) {
    var life = key.life();
    return new Generation(
        life.generation(), key.id(), life.createdAt(), life.activeFrom(), life.retiredAt());
  }

  private static void noteRewrapped(long count) {
    if (count > 0) {
      log.info("{} signing keys are wrapped under the present master key now", count);
    }
  }

  private static ProblemException noKeys() {
    return ProblemException.tryAgain("The signing keys are not there yet");
  }
}
