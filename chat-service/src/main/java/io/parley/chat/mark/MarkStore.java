package io.parley.chat.mark;

import static com.mongodb.client.model.Filters.in;

import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.parley.chat.conversation.StoreCalls;
import io.parley.chat.view.Mark;
import io.parley.chat.view.Place;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/// Marks: `chat_marks`, `_id` = `<conversation>:<user>`. Every write is a `$max`, so whoever writes
/// when, they only rise.
@Component
class MarkStore {

  static final String COLLECTION = "chat_marks";

  private static final int ATTEMPTS = 2;
  private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);
  private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);

  private final MongoCollection<Document> marks;
  private final StoreCalls calls;

  MarkStore(MongoDatabase store, StoreCalls calls) {
    this.marks = store.getCollection(COLLECTION);
    this.calls = calls;
  }

  /// The marks that are kept for these places; a place without one is missing.
  Mono<Map<Place, Mark>> of(Collection<Place> places) {
    if (places.isEmpty()) {
      return Mono.just(Map.of());
    }
    var ids = places.stream().map(MarkStore::id).toList();
    return calls
        .all(marks.find(in("_id", ids)))
        .map(found -> found.stream().collect(Collectors.toMap(MarkStore::place, MarkStore::mark)));
  }

  /// Raises marks, where they are lower.
  Mono<Void> raise(Collection<Rise> rises, Instant at) {
    if (rises.isEmpty()) {
      return Mono.empty();
    }
    var time = new BsonDateTime(at.toEpochMilli());
    var writes = rises.stream().map(rise -> write(rise, time)).toList();
    return Flux.defer(() -> marks.bulkWrite(writes, UNORDERED))
        .as(calls::run)
        .retryWhen(Retry.max(ATTEMPTS).filter(StoreCalls::isKeyTaken));
  }

  /// Hundreds a second, so it is BSON at once: the driver's builders cost several times as much to
  /// be written.
  private static UpdateOneModel<Document> write(Rise rise, BsonDateTime at) {
    var most =
        new BsonDocument("delivered", new BsonInt64(rise.delivered()))
            .append("read", new BsonInt64(rise.read()));
    if (rise.raisesDelivered()) {
      most.append("deliveredAt", at);
    }
    if (rise.raisesRead()) {
      most.append("readAt", at);
    }
    var place =
        new BsonDocument("conversation", new BsonString(rise.place().conversation().value()))
            .append("user", new BsonString(rise.place().user().value()));
    return new UpdateOneModel<>(
        new BsonDocument("_id", new BsonString(id(rise.place()))),
        new BsonDocument("$setOnInsert", place).append("$max", most),
        UPSERT);
  }

  private static String id(Place place) {
    return place.conversation().value() + ":" + place.user().value();
  }

  private static Place place(Document document) {
    return new Place(
        ConversationId.of(document.getString("conversation")),
        new UserId(document.getString("user")));
  }

  private static Mark mark(Document document) {
    return new Mark(
        document.getLong("delivered"),
        instant(document, "deliveredAt"),
        document.getLong("read"),
        instant(document, "readAt"));
  }

  private static @Nullable Instant instant(Document document, String field) {
    var date = document.getDate(field);
    return date == null ? null : date.toInstant();
  }
}
