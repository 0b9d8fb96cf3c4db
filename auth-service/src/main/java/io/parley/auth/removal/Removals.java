package io.parley.auth.removal;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.setOnInsert;

import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.parley.auth.store.DuplicateKeys;
import io.parley.auth.store.Preparation;
import io.parley.common.id.UserId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bson.Document;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The deletions that are not complete, in the collection `auth_removals`: one document a user,
/// from before anything is deleted until all is. So none is forgotten, whatever dies in between.
@Component
@Order(1)
final class Removals implements Preparation.Step {

  private static final String NEXT_AT = "nextAt";
  private static final String TRIES = "tries";
  private static final int AT_ONCE = 20;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final int LONGEST_PAUSE_DOUBLINGS = 6;

  private final MongoCollection<Document> documents;
  private final Clock clock;

  Removals(MongoDatabase database, Clock clock) {
    this.documents = database.getCollection("auth_removals");
    this.clock = clock;
  }

  /// One that is due.
  record Due(UserId user, int tries, Instant nextAt) {}

  @Override
  public Mono<Void> prepare() {
    return Mono.from(documents.createIndex(Indexes.ascending(NEXT_AT))).then();
  }

  /// Notes that an account is to be deleted; nothing changes when it is noted already.
  Mono<Void> begin(UserId user) {
    var now = Date.from(clock.instant());
    return Mono.from(
            documents.updateOne(
                eq("_id", user.value()),
                combine(
                    setOnInsert("requestedAt", now),
                    setOnInsert(NEXT_AT, now),
                    setOnInsert(TRIES, 0)),
                new UpdateOptions().upsert(true)))
        .then()
        .onErrorComplete(DuplicateKeys::isDuplicate);
  }

  /// Those whose time has come.
  Flux<Due> due() {
    return Flux.from(documents.find(lte(NEXT_AT, Date.from(clock.instant()))).limit(AT_ONCE))
        .map(
            document ->
                new Due(
                    new UserId(document.getString("_id")),
                    document.getInteger(TRIES),
                    document.getDate(NEXT_AT).toInstant()));
  }

  /// Takes one, so that other replicas leave it alone for a while, twice as long each time; whether
  /// nobody was faster.
  Mono<Boolean> claim(Due due) {
    var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(due.tries(), LONGEST_PAUSE_DOUBLINGS));
    return Mono.from(
            documents.updateOne(
                and(eq("_id", due.user().value()), eq(NEXT_AT, Date.from(due.nextAt()))),
                combine(set(NEXT_AT, Date.from(clock.instant().plus(pause))), inc(TRIES, 1))))
        .map(result -> result.getMatchedCount() == 1);
  }

  /// All of it is deleted.
  Mono<Void> complete(UserId user) {
    return Mono.from(documents.deleteOne(eq("_id", user.value()))).then();
  }
}
