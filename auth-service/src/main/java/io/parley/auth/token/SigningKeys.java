package io.parley.auth.token;

import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import com.nimbusds.jose.JWSVerifier;
import io.parley.auth.secret.KeyWrap;
import io.parley.auth.secret.MasterKey;
import io.parley.auth.secret.Randomness;
import io.parley.auth.store.DuplicateKeys;
import io.parley.auth.store.Preparation;
import io.parley.edge.ProblemException;
import io.parley.edge.token.KeySource;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The signing keys of the collection `auth_keys`, wrapped there under the master key, open in
/// memory here. The id of a document is its generation, so of several replicas that make the same
/// generation at once one wins, and the others take what it made. Read again every minute, so that
/// each replica knows a new generation before its time comes.
@Component
@Order(2)
public final class SigningKeys implements KeySource, Preparation.Step, SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);

  private static final Duration REREAD = Duration.ofMinutes(1);
  private static final String FIRST_GENERATION = "generation-0001";

  private final MongoCollection<Document> documents;
  private final KeyWrap wrap;
  private final String masterKey;
  private final Randomness random;
  private final Clock clock;
  private volatile List<SigningKey> keys = List.of();
  private volatile @Nullable Disposable rereading;

  SigningKeys(MongoDatabase database, MasterKey master, Randomness random, Clock clock) {
    this.documents = database.getCollection("auth_keys");
    this.wrap = new KeyWrap(master, random);
    this.masterKey = master.fingerprint();
    this.random = random;
    this.clock = clock;
  }

  @Override
  public Mono<Void> prepare() {
    return read()
        .filter(found -> !found.isEmpty())
        .switchIfEmpty(Mono.defer(() -> makeFirst().then(read())))
        .doOnNext(found -> keys = found)
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

  /// The public keys, for the JWKS.
  Map<String, Object> document() {
    return Map.of("keys", published().stream().map(SigningKey::published).toList());
  }

  /// The key to sign with now.
  ///
  /// @throws ProblemException `try-again` while none is known
  SigningKey current() {
    var now = clock.instant();
    return keys.stream()
        .filter(key -> !key.activeFrom().isAfter(now) && key.isPublishedAt(now))
        .max(Comparator.comparing(SigningKey::activeFrom))
        .orElseThrow(SigningKeys::noKeys);
  }

  @Override
  public void start() {
    rereading = Flux.interval(REREAD).onBackpressureDrop().concatMap(tick -> reread()).subscribe();
  }

  @Override
  public void stop() {
    var now = rereading;
    if (now != null) {
      now.dispose();
      rereading = null;
    }
  }

  @Override
  public boolean isRunning() {
    return rereading != null;
  }

  /// The keys stay as they are while the store is away.
  private Mono<Void> reread() {
    return read()
        .filter(found -> !found.isEmpty())
        .doOnNext(found -> keys = found)
        .doOnError(error -> log.warn("signing keys cannot be read: {}", error.toString()))
        .onErrorComplete()
        .then();
  }

  private Mono<List<SigningKey>> read() {
    return Flux.from(documents.find()).map(this::open).collectList();
  }

  private Mono<Void> makeFirst() {
    return Mono.fromSupplier(() -> seal(SigningKey.generate(random.id('k'), random)))
        .flatMap(document -> Mono.from(documents.insertOne(document)))
        .then()
        .onErrorComplete(DuplicateKeys::isDuplicate);
  }

  private Document seal(com.nimbusds.jose.jwk.ECKey pair) {
    var secret = pair.toJSONString().getBytes(StandardCharsets.UTF_8);
    return new Document("_id", FIRST_GENERATION)
        .append("kid", pair.getKeyID())
        .append("wrapped", new Binary(wrap.wrap(secret, label(FIRST_GENERATION))))
        .append("masterKey", masterKey)
        .append("activeFrom", Date.from(Instant.EPOCH))
        .append("retiredAt", null)
        .append("createdAt", Date.from(clock.instant()));
  }

  private SigningKey open(Document document) {
    var wrapped = document.get("wrapped", Binary.class).getData();
    var secret = wrap.unwrap(wrapped, label(document.getString("_id")));
    var retiredAt = document.getDate("retiredAt");
    return SigningKey.of(
        SigningKey.parse(new String(secret, StandardCharsets.UTF_8)),
        document.getDate("activeFrom").toInstant(),
        retiredAt == null ? null : retiredAt.toInstant(),
        random);
  }

  private List<SigningKey> published() {
    var now = clock.instant();
    return keys.stream().filter(key -> key.isPublishedAt(now)).toList();
  }

  private static String label(String generation) {
    return "signing key " + generation;
  }

  private static ProblemException noKeys() {
    return ProblemException.tryAgain("The signing keys are not there yet");
  }
}
