package io.parley.chat.crypto;

import com.mongodb.ReadConcern;
import com.mongodb.WriteConcern;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Field;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.parley.common.id.ConversationId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The data keys of conversations, in the collection `chat_data_keys`: wrapped, one a conversation,
/// made once even when several nodes try. The latest used stay unwrapped in memory, up to a bound.
///
/// | field | holds |
/// |---|---|
/// | `_id` | `<conversation>:<number>`, the number being 1 until data keys are renewed |
/// | `master` | the id of the master key that wraps it |
/// | `wrapped` | nonce, ciphertext and tag; the associated data is `_id` |
public final class DataKeys {

  static final String COLLECTION = "chat_data_keys";

  private static final String LOOKED_UP = "dataKeys";
  private static final short FIRST = 1;
  private static final int REWRAPS_AT_ONCE = 8;

  private final MongoCollection<Document> stored;
  private final MasterKeys masters;
  private final Duration timeout;
  private final Map<ConversationId, ConversationKeys> cache;

  /// @param timeout of each call to the store
  /// @param cached how many conversations' keys stay in memory
  public DataKeys(MongoDatabase database, MasterKeys masters, Duration timeout, int cached) {
    this.stored =
        database
            .getCollection(COLLECTION)
            .withReadConcern(ReadConcern.MAJORITY)
            .withWriteConcern(
                WriteConcern.MAJORITY.withWTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS));
    this.masters = masters;
    this.timeout = timeout;
    this.cache =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<ConversationId, ConversationKeys> eldest) {
            return size() > cached;
          }
        };
  }

  /// The keys of a conversation when they are in memory.
  public @Nullable ConversationKeys cached(ConversationId conversation) {
    synchronized (cache) {
      return cache.get(conversation);
    }
  }

  /// The keys of these conversations, in one read for those not in memory. A conversation without a
  /// data key is missing in the answer.
  public Mono<Map<ConversationId, ConversationKeys>> of(Collection<ConversationId> conversations) {
    Map<ConversationId, ConversationKeys> known = new HashMap<>();
    List<ConversationId> unknown =
        conversations.stream().filter(conversation -> !keepCached(conversation, known)).toList();
    if (unknown.isEmpty()) {
      return Mono.just(known);
    }
    return read(unknown).doOnNext(read -> read.putAll(known));
  }

  /// The keys of one conversation. Errors with [IllegalStateException] when it has none.
  public Mono<ConversationKeys> of(ConversationId conversation) {
    ConversationKeys keys = cached(conversation);
    if (keys != null) {
      return Mono.just(keys);
    }
    return read(List.of(conversation))
        .flatMap(read -> Mono.justOrEmpty(read.get(conversation)))
        .switchIfEmpty(
            Mono.error(
                () -> new IllegalStateException("conversation " + conversation + ": no data key")));
  }

  /// The stages that put the data keys beside the documents of an aggregation, for [#take].
  ///
  /// @param field that names the conversation
  public List<Bson> lookup(String field) {
    return List.of(
        Aggregates.addFields(
            new Field<>(LOOKED_UP, new Document("$concat", List.of("$" + field, ":" + FIRST)))),
        Aggregates.lookup(COLLECTION, LOOKED_UP, "_id", LOOKED_UP));
  }

  /// Keeps the keys that [#lookup] found in memory.
  public void take(Document joined) {
    for (Document found : joined.getList(LOOKED_UP, Document.class, List.of())) {
      String id = found.getString("_id");
      var conversation = ConversationId.of(id.substring(0, id.lastIndexOf(':')));
      if (cached(conversation) == null) {
        keep(conversation, new ConversationKeys(conversation, FIRST, unwrap(found)));
      }
    }
  }

  /// Makes the data key of a new conversation; one that is there already stays.
  public Mono<Void> create(ConversationId conversation) {
    String id = id(conversation);
    var document =
        new Document("_id", id)
            .append("master", masters.currentId())
            .append("wrapped", new Binary(masters.wrap(id, Aead.randomKey())));
    return Mono.from(stored.insertOne(document))
        .timeout(timeout)
        .then()
        .onErrorResume(DataKeys::isDuplicate, _ -> Mono.empty());
  }

  /// Wraps every data key that an earlier master key wraps under the current one; bodies stay as
  /// they are. May run while the service works, on several nodes, and again after a failure; what
  /// cannot be opened keeps nothing else from being wrapped, and is the error at the end.
  ///
  /// @return how many were wrapped anew
  public Mono<Long> rewrap() {
    return Flux.from(stored.find(Filters.ne("master", masters.currentId())))
        .flatMapDelayError(
            document -> Mono.defer(() -> rewrap(document)), REWRAPS_AT_ONCE, REWRAPS_AT_ONCE)
        .count();
  }

  private Mono<Boolean> rewrap(Document document) {
    String id = document.getString("_id");
    byte[] wrapped = masters.wrap(id, unwrap(document));
    return Mono.from(
            stored.updateOne(
                Filters.eq("_id", id),
                Updates.combine(
                    Updates.set("master", masters.currentId()),
                    Updates.set("wrapped", new Binary(wrapped)))))
        .timeout(timeout)
        .thenReturn(true);
  }

  private Mono<Map<ConversationId, ConversationKeys>> read(List<ConversationId> conversations) {
    Map<String, ConversationId> ids = new HashMap<>();
    conversations.forEach(conversation -> ids.put(id(conversation), conversation));
    return Flux.from(stored.find(Filters.in("_id", ids.keySet())))
        .collect(
            () ->
                (Map<ConversationId, ConversationKeys>)
                    new HashMap<ConversationId, ConversationKeys>(),
            (found, document) -> keep(ids, found, document))
        .timeout(timeout);
  }

  private void keep(
      Map<String, ConversationId> ids,
      Map<ConversationId, ConversationKeys> found,
      Document document) {
    ConversationId conversation = ids.get(document.getString("_id"));
    if (conversation != null) {
      var keys = new ConversationKeys(conversation, FIRST, unwrap(document));
      found.put(conversation, keys);
      keep(conversation, keys);
    }
  }

  private void keep(ConversationId conversation, ConversationKeys keys) {
    synchronized (cache) {
      cache.put(conversation, keys);
    }
  }

  private boolean keepCached(
      ConversationId conversation, Map<ConversationId, ConversationKeys> known) {
    ConversationKeys keys = cached(conversation);
    if (keys != null) {
      known.put(conversation, keys);
    }
    return keys != null;
  }

  private byte[] unwrap(Document document) {
    return masters.unwrap(
        document.getString("master"),
        document.getString("_id"),
        document.get("wrapped", Binary.class).getData());
  }

  private static String id(ConversationId conversation) {
    return conversation.value() + ":" + FIRST;
  }

  private static boolean isDuplicate(Throwable error) {
    return error instanceof com.mongodb.MongoWriteException write
        && write.getError().getCategory() == com.mongodb.ErrorCategory.DUPLICATE_KEY;
  }
}
