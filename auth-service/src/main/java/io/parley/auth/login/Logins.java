package io.parley.auth.login;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.currentDate;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.parley.auth.store.Preparation;
import io.parley.common.id.LoginId;
import io.parley.common.id.UserId;
import java.time.Instant;
import java.util.Date;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The logins in the collection `auth_logins`. An ended one stays until its tokens are gone,
/// because others ask for it by the database's own clock, in which `endedAt` is written. Errors of
/// the store pass through.
@Component
@Order(1)
final class Logins implements Preparation.Step {

  private static final String USER = "user";
  private static final String ENDED_AT = "endedAt";

  private final MongoCollection<Document> logins;

  Logins(MongoDatabase database) {
    this.logins = database.getCollection("auth_logins");
  }

  /// A login beside the state of its refresh token; a server-made one has none.
  record Stored(Login login, @Nullable Rotation rotation) {}

  @Override
  public Mono<Void> prepare() {
    return Mono.from(logins.createIndex(Indexes.ascending(USER)))
        .then(Mono.from(logins.createIndex(Indexes.ascending(ENDED_AT, "_id"))))
        .then(Mono.from(logins.createIndex(Indexes.ascending("expiresAt"))))
        .then();
  }

  Mono<Void> insert(Login login, @Nullable String refreshHash) {
    return Mono.from(logins.insertOne(LoginDocuments.document(login, refreshHash))).then();
  }

  Mono<Stored> find(LoginId id) {
    return Mono.from(logins.find(byId(id)).first()).map(LoginDocuments::stored);
  }

  /// The living logins of a user, the latest used first.
  Flux<Login> livingOf(UserId user, Instant now, int limit) {
    return Flux.from(
            logins
                .find(
                    and(
                        eq(USER, user.value()),
                        eq(ENDED_AT, null),
                        gt("expiresAt", Date.from(now))))
                .sort(Sorts.descending("lastUsedAt"))
                .limit(limit))
        .map(document -> LoginDocuments.stored(document).login());
  }

  /// Replaces the refresh token that counts, if it still is the one expected and the login lives;
  /// whether it was.
  Mono<Boolean> rotate(LoginId id, String expected, Rotation next, Login used) {
    return Mono.from(
            logins.updateOne(
                and(byId(id), eq(ENDED_AT, null), eq("refreshHash", expected)),
                combine(
                    set("refreshHash", next.current()),
                    set("previousHash", next.previous()),
                    set("salt", next.salt() == null ? null : new Binary(next.salt())),
                    set("rotatedAt", next.at() == null ? null : Date.from(next.at())),
                    set("lastUsedAt", Date.from(used.lastUsedAt())),
                    set("expiresAt", Date.from(used.expiresAt())),
                    set("accessUntil", Date.from(used.accessUntil())))))
        .map(result -> result.getMatchedCount() == 1);
  }

  /// Notes that a living login goes on until the ends given, by its id and user; whether it does.
  Mono<Boolean> goOn(Login used) {
    return Mono.from(
            logins.updateOne(
                and(byId(used.id()), eq(USER, used.user().value()), eq(ENDED_AT, null)),
                combine(
                    set("lastUsedAt", Date.from(used.lastUsedAt())),
                    set("expiresAt", Date.from(used.expiresAt())),
                    set("accessUntil", Date.from(used.accessUntil())))))
        .map(result -> result.getMatchedCount() == 1);
  }

  /// Ends a login; whether it was living.
  Mono<Boolean> end(LoginId id, String reason) {
    return Mono.from(
            logins.updateOne(
                and(byId(id), eq(ENDED_AT, null)),
                combine(set("endReason", reason), currentDate(ENDED_AT))))
        .map(result -> result.getMatchedCount() == 1);
  }

  /// Those that ended at or after a moment and, at that very moment, have a greater id; in that
  /// order.
  Flux<Login> endedAfter(Instant at, String id, int limit) {
    Bson later =
        id.isEmpty()
            ? gte(ENDED_AT, Date.from(at))
            : or(gt(ENDED_AT, Date.from(at)), and(eq(ENDED_AT, Date.from(at)), gt("_id", id)));
    return Flux.from(logins.find(later).sort(Sorts.ascending(ENDED_AT, "_id")).limit(limit))
        .map(document -> LoginDocuments.stored(document).login());
  }

  /// Removes what nobody needs any more: logins that expired, with all their tokens, before this
  /// moment, and ended ones whose last access token did.
  Mono<Long> removeBefore(Instant moment) {
    var date = Date.from(moment);
    return Mono.from(logins.deleteMany(and(lt("expiresAt", date), lt("accessUntil", date))))
        .zipWith(
            Mono.from(
                logins.deleteMany(
                    and(lt(ENDED_AT, date), ne(ENDED_AT, null), lt("accessUntil", date)))))
        .map(both -> both.getT1().getDeletedCount() + both.getT2().getDeletedCount());
  }

  private static Bson byId(LoginId id) {
    return eq("_id", id.value());
  }
}
