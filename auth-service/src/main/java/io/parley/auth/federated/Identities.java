package io.parley.auth.federated;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.client.model.Indexes;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.parley.auth.account.Belongings;
import io.parley.auth.federated.provider.Statement;
import io.parley.auth.store.DuplicateKeys;
import io.parley.auth.store.Preparation;
import io.parley.common.id.UserId;
import java.time.Instant;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The identities in the collection `auth_identities`. Their ids make sure that each belongs to one
/// account. Errors of the store pass through.
@Component
@Order(1)
final class Identities implements Preparation.Step, Belongings {

  private static final String USER = "user";
  private static final String SUBJECT = "subject";
  private static final String SETTLED = "settled";
  private static final String SAID_AT = "saidAt";
  private static final int MOST = 100;

  private final MongoCollection<Document> identities;

  Identities(MongoDatabase database) {
    this.identities = database.getCollection("auth_identities");
  }

  @Override
  public Mono<Void> prepare() {
    return Mono.from(identities.createIndex(Indexes.ascending(USER))).then();
  }

  @Override
  public Mono<Void> forget(UserId user) {
    return Mono.from(identities.deleteMany(eq(USER, user.value()))).then();
  }

  /// @param issuer the provider
  /// @param subject whom the provider knows by this
  record Line(
      String type,
      String id,
      String issuer,
      @Nullable String subject,
      @Nullable String email,
      Instant createdAt,
      Instant lastUsedAt) {

    static Line of(Identity identity) {
      return new Line(
          "identity",
          identity.id(),
          identity.issuer(),
          identity.subject(),
          identity.email(),
          identity.createdAt(),
          identity.lastUsedAt());
    }
  }

  @Override
  public Flux<Object> told(UserId user) {
    return of(user).flatMapIterable(all -> all).map(Line::of);
  }

  /// Empty when nobody here has it.
  Mono<Identity> find(String id) {
    return Mono.from(identities.find(eq("_id", id)).first()).map(Identities::identity);
  }

  /// Stores a new one; false when it is there already, whoever's.
  Mono<Boolean> insert(Identity identity) {
    return Mono.from(
            identities.insertOne(
                new Document("_id", identity.id())
                    .append("issuer", identity.issuer())
                    .append(SUBJECT, identity.subject())
                    .append(USER, identity.user().value())
                    .append("email", identity.email())
                    .append(SAID_AT, Date.from(identity.saidAt()))
                    .append(SETTLED, identity.settled())
                    .append("createdAt", Date.from(identity.createdAt()))
                    .append("lastUsedAt", Date.from(identity.lastUsedAt()))))
        .thenReturn(true)
        .onErrorResume(DuplicateKeys::isDuplicate, error -> Mono.just(false));
  }

  Mono<Void> settle(String id) {
    return Mono.from(identities.updateOne(eq("_id", id), set(SETTLED, true))).then();
  }

  /// Notes that this was said of one; whether nothing newer was before.
  Mono<Boolean> heard(Statement said, Instant now) {
    var saidAt = Date.from(said.issuedAt());
    return Mono.from(
            identities.updateOne(
                and(eq("_id", Linking.idOf(said)), lte(SAID_AT, saidAt)),
                combine(
                    set(SAID_AT, saidAt),
                    set(SUBJECT, said.subject()),
                    set("lastUsedAt", Date.from(now)))))
        .map(result -> result.getMatchedCount() == 1);
  }

  /// Those of a user, the oldest first.
  Mono<List<Identity>> of(UserId user) {
    return Flux.from(identities.find(eq(USER, user.value())).limit(MOST))
        .map(Identities::identity)
        .collectSortedList(Comparator.comparing(Identity::createdAt));
  }

  /// Whether the user had it.
  Mono<Boolean> delete(UserId user, String id) {
    return removed(and(eq("_id", id), eq(USER, user.value())));
  }

  /// Takes one back for which no account could be made.
  Mono<Boolean> deleteUnsettled(String id) {
    return removed(and(eq("_id", id), eq(SETTLED, false)));
  }

  private Mono<Boolean> removed(Bson filter) {
    return Mono.from(identities.deleteOne(filter)).map(result -> result.getDeletedCount() == 1);
  }

  private static Identity identity(Document document) {
    return new Identity(
        document.getString("_id"),
        document.getString("issuer"),
        document.getString(SUBJECT),
        new UserId(document.getString(USER)),
        document.getString("email"),
        document.getDate(SAID_AT).toInstant(),
        document.getBoolean(SETTLED, true),
        document.getDate("createdAt").toInstant(),
        document.getDate("lastUsedAt").toInstant());
  }
}
