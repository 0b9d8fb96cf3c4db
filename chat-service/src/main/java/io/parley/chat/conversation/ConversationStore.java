package io.parley.chat.conversation;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;

import com.mongodb.client.model.Updates;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Conversations' own settings: `chat_conversations`, by id. Written last when a conversation is
/// created: it exists from then on.
@Component
class ConversationStore {

  static final String COLLECTION = "chat_conversations";

  private final MongoCollection<Document> conversations;
  private final StoreCalls calls;

  ConversationStore(MongoDatabase store, StoreCalls calls) {
    this.conversations = store.getCollection(COLLECTION);
    this.calls = calls;
  }

  /// A conversation as found, with those who were to be its first members.
  record Stored(Conversation conversation, List<UserId> initial) {}

  /// Makes the conversation exist. False when it does already; then nothing changes.
  ///
  /// @param initial who were its members at the start, kept where an attempt may be repeated
  Mono<Boolean> insert(Conversation conversation, UserId by, Collection<UserId> initial) {
    var document =
        new Document("_id", conversation.id().value())
            .append("kind", conversation.kind().wireName())
            .append("name", conversation.name())
            .append("pair", values(conversation.pair()))
            .append("initial", values(initial))
            .append("membersAtFirst", conversation.membersAtFirst())
            .append("createdBy", by.value())
            .append("createdAt", Date.from(conversation.createdAt()))
            .append("version", conversation.version())
            .append("deletedAt", null);
    return calls
        .one(conversations.insertOne(document))
        .thenReturn(true)
        .onErrorResume(StoreCalls::isKeyTaken, taken -> Mono.just(false));
  }

  Mono<Conversation> find(ConversationId id) {
    return stored(id).map(Stored::conversation);
  }

  Mono<Stored> stored(ConversationId id) {
    return calls
        .one(conversations.find(eq("_id", id.value())))
        .map(found -> new Stored(conversation(found), users(found, "initial")));
  }

  /// Those that exist and are not deleted.
  Mono<List<Conversation>> find(Collection<ConversationId> ids) {
    var values = ids.stream().map(ConversationId::value).toList();
    return calls.all(
        Flux.from(conversations.find(in("_id", values)))
            .map(ConversationStore::conversation)
            .filter(found -> !found.deleted()));
  }

  /// Those that exist, deleted ones too.
  Mono<List<Conversation>> findEver(Collection<ConversationId> ids) {
    var values = ids.stream().map(ConversationId::value).toList();
    return calls.all(
        Flux.from(conversations.find(in("_id", values))).map(ConversationStore::conversation));
  }

  /// Sets fields to what the event of this version says, unless a later event did.
  Mono<Void> project(ConversationId id, Map<String, @Nullable Object> fields, long version) {
    List<Bson> changes = new ArrayList<>();
    fields.forEach((field, value) -> changes.add(Updates.set(field, value)));
    changes.add(Updates.set("version", version));
    return calls.run(
        conversations.updateOne(
            and(eq("_id", id.value()), lt("version", version)), Updates.combine(changes)));
  }

  private static Conversation conversation(Document document) {
    return new Conversation(
        ConversationId.of(document.getString("_id")),
        Kind.of(document.getString("kind")).orElse(Kind.GROUP),
        document.getString("name"),
        users(document, "pair"),
        document.getInteger("membersAtFirst", 0),
        createdAt(document),
        document.getLong("version"),
        document.get("deletedAt") != null);
  }

  private static Instant createdAt(Document document) {
    return document.getDate("createdAt").toInstant();
  }

  private static List<String> values(Collection<UserId> users) {
    return users.stream().map(UserId::value).toList();
  }

  private static List<UserId> users(Document document, String field) {
    return document.getList(field, String.class, List.of()).stream().map(UserId::new).toList();
  }
}
