package io.parley.auth.token;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.parley.auth.secret.KnownMasterKeys;
import io.parley.auth.secret.Randomness;
import io.parley.auth.store.DuplicateKeys;
import io.parley.auth.store.Preparation;
import org.bson.Document;
import org.bson.types.Binary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// The root of all keys that hash and sign here but for signing keys: 32 random bytes in the
/// collection `auth_root`, made once, wrapped under a master key. Since it stays when the master
/// key changes, so does everything that follows from it: refresh tokens, known networks, cursors.
@Component
@Order(0)
final class StoredRoot implements Preparation.Step {

  private static final Logger log = LoggerFactory.getLogger(StoredRoot.class);

  private static final int BYTES = 32;
  private static final String ID = "root";
  private static final String MASTER_KEY = "masterKey";
  private static final String WRAPPED = "wrapped";

  private final MongoCollection<Document> roots;
  private final KnownMasterKeys masters;
  private final Randomness random;

  StoredRoot(MongoDatabase database, KnownMasterKeys masters, Randomness random) {
    this.roots = database.getCollection("auth_root");
    this.masters = masters;
    this.random = random;
  }

  @Override
  public Mono<Void> prepare() {
    return find().switchIfEmpty(Mono.defer(() -> make().then(find()))).flatMap(this::take);
  }

  private Mono<Document> find() {
    return Mono.from(roots.find(eq("_id", ID)).first());
  }

  private Mono<Void> make() {
    return Mono.fromSupplier(
            () -> new Document("_id", ID).append(WRAPPED, wrapped(random.bytes(BYTES))))
        .map(document -> document.append(MASTER_KEY, current()))
        .flatMap(document -> Mono.from(roots.insertOne(document)))
        .then()
        .onErrorComplete(DuplicateKeys::isDuplicate);
  }

  private Mono<Void> take(Document document) {
    var by = document.getString(MASTER_KEY);
    var root = masters.opener(by, ID).unwrap(document.get(WRAPPED, Binary.class).getData(), ID);
    masters.current().rootedIn(root);
    return by.equals(current()) ? Mono.empty() : rewrap(by, root);
  }

  /// Only if nobody else did meanwhile.
  private Mono<Void> rewrap(String by, byte[] root) {
    return Mono.from(
            roots.updateOne(
                and(eq("_id", ID), eq(MASTER_KEY, by)),
                combine(set(WRAPPED, wrapped(root)), set(MASTER_KEY, current()))))
        .doOnNext(done -> log.info("the root is wrapped under the present master key now"))
        .then();
  }

  private Binary wrapped(byte[] root) {
    return new Binary(masters.wrap().wrap(root, ID));
  }

  private String current() {
    return masters.current().fingerprint();
  }
}
