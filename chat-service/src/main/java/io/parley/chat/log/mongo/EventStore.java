package io.parley.chat.log.mongo;

import static io.parley.chat.log.mongo.Fields.AT;
import static io.parley.chat.log.mongo.Fields.CONVERSATION;
import static io.parley.chat.log.mongo.Fields.EPOCH;
import static io.parley.chat.log.mongo.Fields.EVENTS;
import static io.parley.chat.log.mongo.Fields.FIRST;
import static io.parley.chat.log.mongo.Fields.HEAD;
import static io.parley.chat.log.mongo.Fields.HEADS;
import static io.parley.chat.log.mongo.Fields.ID;
import static io.parley.chat.log.mongo.Fields.KEY;
import static io.parley.chat.log.mongo.Fields.MESSAGES;
import static io.parley.chat.log.mongo.Fields.MOVED_AT;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.ReadConcern;
import com.mongodb.WriteConcern;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.parley.common.id.ConversationId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/// The calls to MongoDB that the log consists of, each with majority concern and a timeout. Filters
/// are `_id`, or both fields of the unique index and nothing else: the embedded store scans the
/// collection for any other.
final class EventStore {

  private static final int MOST_MOVED = 50_000;
  private static final InsertManyOptions ORDERED = new InsertManyOptions().ordered(true);
  private static final InsertManyOptions UNORDERED = new InsertManyOptions().ordered(false);
  private static final BulkWriteOptions ANY_ORDER = new BulkWriteOptions().ordered(false);

  private final MongoCollection<Document> events;
  private final MongoCollection<RawBsonDocument> inserts;
  private final MongoCollection<Document> heads;
  private final Duration timeout;
  private final Scheduler timers;

  EventStore(MongoDatabase database, Duration timeout, Scheduler timers) {
    var majority = WriteConcern.MAJORITY.withWTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    this.events = collection(database, EVENTS, majority);
    this.inserts = events.withDocumentClass(RawBsonDocument.class);
    this.heads = collection(database, HEADS, majority);
    this.timeout = timeout;
    this.timers = timers;
  }

  Mono<Void> ensureIndexes() {
    return Mono.from(
            events.createIndex(
                Indexes.ascending(CONVERSATION, KEY), new IndexOptions().unique(true)))
        .then(Mono.from(heads.createIndex(Indexes.ascending(MOVED_AT))))
        .then();
  }

  Mono<InsertResult> insert(List<RawBsonDocument> documents, boolean ordered) {
    return Mono.from(inserts.insertMany(documents, ordered ? ORDERED : UNORDERED))
        .timeout(timeout, timers)
        .<InsertResult>map(_ -> InsertResult.ALL)
        .onErrorResume(error -> Mono.just(InsertResult.of(error)));
  }

  Flux<Document> byPlaces(Collection<String> places) {
    return Flux.from(events.find(Filters.in(ID, places)).batchSize(places.size() + 1))
        .timeout(timeout, timers);
  }

  /// Key and time, and no more, of the events at these places.
  Flux<Document> keysAt(Collection<String> places) {
    return Flux.from(
            events
                .find(Filters.in(ID, places))
                .projection(Projections.include(KEY, AT))
                .batchSize(places.size() + 1))
        .timeout(timeout, timers);
  }

  Mono<Document> byKey(ConversationId conversation, String key) {
    return Mono.from(events.find(new Document(CONVERSATION, conversation.value()).append(KEY, key)))
        .timeout(timeout, timers);
  }

  Mono<Void> update(Collection<String> places, Bson changes) {
    return Mono.from(events.updateMany(Filters.in(ID, places), changes))
        .timeout(timeout, timers)
        .then();
  }

  Mono<Void> createHead(ConversationId conversation) {
    var random = ThreadLocalRandom.current();
    var empty =
        Updates.combine(
            Updates.setOnInsert(EPOCH, Long.toHexString(random.nextLong(1L << 60, 1L << 62))),
            Updates.setOnInsert(FIRST, 1L),
            Updates.setOnInsert(HEAD, 0L),
            Updates.setOnInsert(MESSAGES, 0L),
            Updates.currentDate(MOVED_AT));
    return Mono.from(
            heads.updateOne(
                Filters.eq(ID, conversation.value()), empty, new UpdateOptions().upsert(true)))
        .timeout(timeout, timers)
        .then()
        .onErrorResume(EventStore::isDuplicate, _ -> Mono.empty());
  }

  Flux<Document> heads(Collection<ConversationId> conversations) {
    var ids = conversations.stream().map(ConversationId::value).toList();
    return Flux.from(heads.find(Filters.in(ID, ids)).batchSize(ids.size() + 1))
        .timeout(timeout, timers);
  }

  Mono<Document> head(ConversationId conversation) {
    return Mono.from(heads.find(Filters.eq(ID, conversation.value()))).timeout(timeout, timers);
  }

  Mono<Void> raiseHeads(Map<ConversationId, Tip> tips) {
    var changes =
        tips.entrySet().stream().map(entry -> raise(entry.getKey(), entry.getValue())).toList();
    return Mono.from(heads.bulkWrite(changes, ANY_ORDER)).timeout(timeout, timers).then();
  }

  /// The heads raised at or after a time of the store's clock, earliest first.
  Flux<Document> headsMovedSince(Instant time) {
    return Flux.from(
            heads
                .find(Filters.gte(MOVED_AT, time))
                .sort(new Document(MOVED_AT, 1))
                .limit(MOST_MOVED))
        .timeout(timeout, timers);
  }

  Mono<Document> headMovedLast() {
    return Mono.from(heads.find().sort(new Document(MOVED_AT, -1)).limit(1))
        .timeout(timeout, timers);
  }

  /// Says that these logs are about to move.
  Mono<Void> wake(Collection<ConversationId> conversations) {
    var ids = conversations.stream().map(ConversationId::value).toList();
    return Mono.from(heads.updateMany(Filters.in(ID, ids), Updates.currentDate(MOVED_AT)))
        .timeout(timeout, timers)
        .then();
  }

  /// Hundreds a second, so it is BSON at once: [Updates] costs several times as much to be written.
  private static UpdateOneModel<Document> raise(ConversationId conversation, Tip tip) {
    var most = new BsonDocument(HEAD, new BsonInt64(tip.sequence()));
    Tallies.write(tip.tally(), (field, count) -> most.append(field, new BsonInt64(count)));
    return new UpdateOneModel<>(
        new BsonDocument(ID, new BsonString(conversation.value())),
        new BsonDocument("$max", most)
            .append("$currentDate", new BsonDocument(MOVED_AT, BsonBoolean.TRUE)));
  }

  private static MongoCollection<Document> collection(
      MongoDatabase database, String name, WriteConcern majority) {
    return database
        .getCollection(name)
        .withReadConcern(ReadConcern.MAJORITY)
        .withWriteConcern(majority);
  }

  private static boolean isDuplicate(@Nullable Throwable error) {
    return error instanceof MongoWriteException write
        && write.getError().getCategory() == ErrorCategory.DUPLICATE_KEY;
  }
}
