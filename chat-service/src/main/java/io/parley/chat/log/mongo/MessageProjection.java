package io.parley.chat.log.mongo;

import static io.parley.chat.log.mongo.Fields.AT;
import static io.parley.chat.log.mongo.Fields.BODY;
import static io.parley.chat.log.mongo.Fields.DELETED;
import static io.parley.chat.log.mongo.Fields.EDITS;
import static io.parley.chat.log.mongo.Fields.N;
import static io.parley.chat.log.mongo.Fields.PRESENT;
import static io.parley.chat.log.mongo.Fields.REACTIONS;

import com.mongodb.client.model.Updates;
import io.parley.chat.crypto.ConversationKeys;
import io.parley.chat.crypto.SealBroken;
import io.parley.common.frame.EventFrame;
import io.parley.common.frame.MessageContent;
import io.parley.common.id.MessageId;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// Keeps the present state of messages in their own documents. Each change is one update by `_id`
/// with `$max` on `{n: <sequence of the event>, …}`, so an older event that comes late changes
/// nothing, whoever applies it.
final class MessageProjection {

  private static final Logger log = LoggerFactory.getLogger(MessageProjection.class);

  private final EventStore store;

  MessageProjection(EventStore store) {
    this.store = store;
  }

  Mono<Void> edited(EventFrame.MessageEdited edit, ConversationKeys keys) {
    return message(edit.message())
        .flatMap(
            message ->
                EventDocuments.isDeleted(message)
                    ? removeBodies(edit, List.of(edit.sequence()))
                    : rewrite(edit, message, keys))
        .onErrorResume(SealBroken.class, broken -> pass(edit, broken));
  }

  Mono<Void> deleted(EventFrame.MessageDeleted deletion) {
    Document tombstone =
        new Document(N, deletion.sequence()).append(AT, deletion.at()).append(DELETED, true);
    Bson change =
        Updates.combine(
            Updates.max(PRESENT, tombstone), Updates.unset(BODY), Updates.unset(REACTIONS));
    return message(deletion.message())
        .filter(message -> !EventDocuments.isDeleted(message))
        .flatMap(_ -> store.update(List.of(place(deletion.message())), change))
        .then(message(deletion.message()))
        .flatMap(message -> removeBodies(deletion, message.getList(EDITS, Long.class, List.of())));
  }

  Mono<Void> reacted(EventFrame.Reacted reaction, ConversationKeys keys) {
    return message(reaction.message())
        .filter(message -> !EventDocuments.isDeleted(message) && isNewer(reaction, message))
        .flatMap(message -> react(reaction, message, keys))
        .onErrorResume(SealBroken.class, broken -> pass(reaction, broken));
  }

  private Mono<Void> rewrite(
      EventFrame.MessageEdited edit, Document message, ConversationKeys keys) {
    String text = edit.text();
    MessageContent content = EventDocuments.content(message, keys);
    if (text == null || content == null) {
      return Mono.empty();
    }
    var changed =
        new MessageContent(
            text, content.replyTo(), content.attachments(), edit.mentions(), content.custom());
    Document present =
        new Document(N, edit.sequence())
            .append(AT, edit.at())
            .append(BODY, seal(message, edit.sequence(), Bodies.content(changed), keys));
    return store.update(
        List.of(place(edit.message())),
        Updates.combine(
            Updates.max(PRESENT, present),
            Updates.unset(BODY),
            Updates.addToSet(EDITS, edit.sequence())));
  }

  private Mono<Void> react(EventFrame.Reacted reaction, Document message, ConversationKeys keys) {
    var list =
        EventDocuments.reactions(message, keys)
            .with(reaction.by(), reaction.emoji(), reaction.on());
    Document reactions =
        new Document(N, reaction.sequence())
            .append(BODY, seal(message, reaction.sequence(), list.encode(), keys));
    return store.update(List.of(place(reaction.message())), Updates.max(REACTIONS, reactions));
  }

  private Mono<Document> message(MessageId message) {
    return store.byPlaces(List.of(place(message))).next();
  }

  private Mono<Void> removeBodies(EventFrame event, List<Long> sequences) {
    if (sequences.isEmpty()) {
      return Mono.empty();
    }
    var places =
        sequences.stream().map(sequence -> Place.of(event.conversation(), sequence)).toList();
    return store.update(places, Updates.unset(BODY));
  }

  private static boolean isNewer(EventFrame.Reacted reaction, Document message) {
    Document applied = message.get(REACTIONS, Document.class);
    return applied == null || applied.getLong(N) < reaction.sequence();
  }

  private static Binary seal(Document message, long revision, byte[] body, ConversationKeys keys) {
    return new Binary(keys.seal(message.getString(Fields.KEY), revision, body));
  }

  private static String place(MessageId message) {
    return Place.of(message.conversation(), message.sequence());
  }

  // A message that does not open any more must not stop its conversation
  private static Mono<Void> pass(EventFrame event, SealBroken broken) {
    log.error(
        "event {} of conversation {} changes nothing: {}",
        event.sequence(),
        event.conversation(),
        broken.getMessage());
    return Mono.empty();
  }
}
