package io.parley.presence.lastseen;

import com.mongodb.WriteConcern;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.reactivestreams.client.MongoCollection;
import io.parley.common.id.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.springframework.data.mongodb.core.ReactiveMongoTemplate;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The collection `presence_last_seen`: `{_id: user, lastSeen: date}`. A date only rises.
@Component
public final class LastSeenCollection {

  private static final String NAME = "presence_last_seen";
  private static final String AT = "lastSeen";
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(5);
  private static final WriteConcern MAJORITY =
      WriteConcern.MAJORITY.withWTimeout(WRITE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
  private static final BulkWriteOptions ANY_ORDER = new BulkWriteOptions().ordered(false);
  private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);

  private final Mono<MongoCollection<Document>> collection;

  LastSeenCollection(ReactiveMongoTemplate mongo) {
    this.collection = mongo.getCollection(NAME);
  }

  /// Raises the dates of these users; one that is later already stays. Repeating it changes
  /// nothing.
  Mono<Void> raise(Map<UserId, Instant> seen) {
    List<UpdateOneModel<Document>> updates =
        seen.entrySet().stream()
            .map(
                entry ->
                    new UpdateOneModel<Document>(
                        Filters.eq(entry.getKey().value()),
                        Updates.max(AT, Date.from(entry.getValue())),
                        UPSERT))
            .toList();
    return collection
        .flatMap(all -> Mono.from(all.withWriteConcern(MAJORITY).bulkWrite(updates, ANY_ORDER)))
        .timeout(WRITE_TIMEOUT)
        .then();
  }

  /// When these users were last seen; one that never was is missing.
  public Mono<Map<UserId, Instant>> find(Collection<UserId> users) {
    List<String> ids = users.stream().map(UserId::value).toList();
    return collection
        .flatMapMany(all -> Flux.from(all.find(Filters.in("_id", ids))))
        .collectMap(
            document -> new UserId(document.getString("_id")),
            document -> document.getDate(AT).toInstant())
        .timeout(READ_TIMEOUT);
  }
}
