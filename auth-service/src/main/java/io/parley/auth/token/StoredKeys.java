package io.parley.auth.token;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.client.model.Sorts;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import com.nimbusds.jose.jwk.ECKey;
import io.parley.auth.AuthSettings;
import io.parley.auth.secret.KnownMasterKeys;
import io.parley.auth.secret.Randomness;
import io.parley.auth.store.DuplicateKeys;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The signing keys in the collection `auth_keys`, wrapped under a master key. The id of a document
/// is its generation, so of several replicas that make the same generation at once one wins, and
/// the others take what it made.
///
/// | field | holds |
/// |---|---|
/// | `_id` | `generation-` and a number of four digits |
/// | `kid` | the key's id, as in tokens |
/// | `wrapped` | the JWK under a master key, bound to the generation |
/// | `masterKey` | the fingerprint of that master key |
/// | `createdAt`, `activeFrom` | when it was made, when it signs |
@Component
final class StoredKeys {

  /// The longest that a token lives (a team's backend may ask for a day).
  private static final Duration LONGEST_TOKEN = Duration.ofDays(1);

  private static final String GENERATION = "generation-";
  private static final String MASTER_KEY = "masterKey";
  private static final String WRAPPED = "wrapped";

  private final MongoCollection<Document> documents;
  private final KnownMasterKeys masters;
  private final Randomness random;
  private final Clock clock;
  private final Duration lead;

  StoredKeys(
      MongoDatabase database,
      KnownMasterKeys masters,
      Randomness random,
      Clock clock,
      AuthSettings settings) {
    this.documents = database.getCollection("auth_keys");
    this.masters = masters;
    this.random = random;
    this.clock = clock;
    this.lead = settings.signingKeys().lead();
  }

  /// All of them, the oldest first; each retires when the last token that it signed has ended.
  /// Errors when one was wrapped by a master key that is not known.
  Mono<List<SigningKey>> read() {
    return Flux.from(documents.find().sort(Sorts.ascending("_id"))).collectList().map(this::open);
  }

  /// Makes the first generation, which signs at once. Nothing happens when another replica has.
  Mono<Void> makeFirst() {
    return insert(1, Instant.EPOCH);
  }

  /// Makes the generation after this one, which signs when everyone has had the time to learn of
  /// it. Nothing happens when another replica has.
  Mono<Void> makeNext(SigningKey newest) {
    return insert(newest.generation() + 1, clock.instant().plus(lead));
  }

  /// Wraps under the present master key what others wrap.
  ///
  /// @return how many were wrapped anew
  Mono<Long> rewrap() {
    return Flux.from(documents.find())
        .filter(document -> !current().equals(document.getString(MASTER_KEY)))
        .concatMap(this::rewrap)
        .filter(Boolean::booleanValue)
        .count();
  }

  /// Forgets a key that retired.
  Mono<Void> remove(SigningKey retired) {
    return Mono.from(documents.deleteOne(eq("_id", idOf(retired.generation())))).then();
  }

  private Mono<Void> insert(int generation, Instant activeFrom) {
    return Mono.fromSupplier(
            () -> seal(generation, SigningKey.generate(random.id('k'), random), activeFrom))
        .flatMap(document -> Mono.from(documents.insertOne(document)))
        .then()
        .onErrorComplete(DuplicateKeys::isDuplicate);
  }

  private Document seal(int generation, ECKey pair, Instant activeFrom) {
    var id = idOf(generation);
    return new Document("_id", id)
        .append("kid", pair.getKeyID())
        .append(WRAPPED, wrapped(id, pair.toJSONString()))
        .append(MASTER_KEY, current())
        .append("activeFrom", Date.from(activeFrom))
        .append("createdAt", Date.from(clock.instant()));
  }

  private Binary wrapped(String id, String jwk) {
    return new Binary(masters.wrap().wrap(jwk.getBytes(StandardCharsets.UTF_8), label(id)));
  }

  /// Only if nobody else did meanwhile.
  private Mono<Boolean> rewrap(Document document) {
    var id = document.getString("_id");
    return Mono.fromSupplier(() -> wrapped(id, unwrapped(document)))
        .flatMap(
            wrapped ->
                Mono.from(
                    documents.updateOne(
                        and(eq("_id", id), eq(MASTER_KEY, document.getString(MASTER_KEY))),
                        combine(set(WRAPPED, wrapped), set(MASTER_KEY, current())))))
        .map(result -> result.getMatchedCount() == 1);
  }

  private List<SigningKey> open(List<Document> found) {
    var keys = new ArrayList<SigningKey>();
    for (int i = 0; i < found.size(); i++) {
      keys.add(open(found.get(i), i + 1 < found.size() ? found.get(i + 1) : null));
    }
    return List.copyOf(keys);
  }

  /// @param next the generation after it; null when it is the newest
  private SigningKey open(Document document, @Nullable Document next) {
    var id = document.getString("_id");
    return SigningKey.of(
        SigningKey.parse(unwrapped(document)),
        new SigningKey.Life(
            Integer.parseInt(id.substring(GENERATION.length())),
            instant(document, "createdAt"),
            instant(document, "activeFrom"),
            next == null ? null : instant(next, "activeFrom").plus(LONGEST_TOKEN).plus(lead)),
        random);
  }

  private String unwrapped(Document document) {
    var label = label(document.getString("_id"));
    var wrapped = document.get(WRAPPED, Binary.class).getData();
    var secret = masters.opener(document.getString(MASTER_KEY), label).unwrap(wrapped, label);
    return new String(secret, StandardCharsets.UTF_8);
  }

  private String current() {
    return masters.current().fingerprint();
  }

  private static Instant instant(Document document, String field) {
    return document.getDate(field).toInstant();
  }

  private static String idOf(int generation) {
    return "%s%04d".formatted(GENERATION, generation);
  }

  private static String label(String id) {
    return "signing key " + id;
  }
}
