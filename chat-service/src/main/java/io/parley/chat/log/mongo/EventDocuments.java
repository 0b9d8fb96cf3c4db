package io.parley.chat.log.mongo;

import static io.parley.chat.log.mongo.Fields.AT;
import static io.parley.chat.log.mongo.Fields.BODY;
import static io.parley.chat.log.mongo.Fields.BY;
import static io.parley.chat.log.mongo.Fields.CONVERSATION;
import static io.parley.chat.log.mongo.Fields.DELETED;
import static io.parley.chat.log.mongo.Fields.FINGERPRINT;
import static io.parley.chat.log.mongo.Fields.ID;
import static io.parley.chat.log.mongo.Fields.KEY;
import static io.parley.chat.log.mongo.Fields.N;
import static io.parley.chat.log.mongo.Fields.PRESENT;
import static io.parley.chat.log.mongo.Fields.REACTIONS;
import static io.parley.chat.log.mongo.Fields.TARGET;
import static io.parley.chat.log.mongo.Fields.TYPE;

import io.parley.chat.crypto.ConversationKeys;
import io.parley.chat.crypto.SealBroken;
import io.parley.chat.log.EventDraft;
import io.parley.chat.log.LogEvent;
import io.parley.common.frame.EventFrame;
import io.parley.common.frame.MessageContent;
import io.parley.common.frame.MessageView;
import io.parley.common.id.ClientMessageId;
import io.parley.common.id.ConversationId;
import io.parley.common.id.MessageId;
import io.parley.common.id.UserId;
import java.time.Instant;
import java.util.List;
import org.bson.BsonBinary;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/// Between events and their documents.
final class EventDocuments {

  /// An event without its body takes no more, mostly.
  private static final int EVENT_BYTES = 512;

  private EventDocuments() {}

  /// A new event, ready to be inserted: as bytes at once, since the driver looks a codec up for
  /// each value of a [Document].
  static RawBsonDocument document(LogEvent event, Pending draft, ConversationKeys keys) {
    var of = draft.draft();
    byte[] body = draft.body();
    return new RawBsonDocument(
        Bodies.document(
            EVENT_BYTES + body.length,
            out -> {
              out.writeString(ID, Place.of(event.conversation(), event.sequence()));
              out.writeString(CONVERSATION, event.conversation().value());
              out.writeString(KEY, event.key());
              out.writeString(TYPE, Types.of(of.body()));
              out.writeString(BY, of.by().value());
              out.writeDateTime(AT, at(event.frame()).toEpochMilli());
              Tallies.write(event.tally(), out::writeInt64);
              out.writeBinaryData(FINGERPRINT, new BsonBinary(draft.fingerprint(keys)));
              MessageId target = Types.target(of.body());
              if (target != null) {
                out.writeInt64(TARGET, target.sequence());
              }
              if (body.length > 0) {
                byte[] sealed = keys.seal(event.key(), ConversationKeys.ORIGINAL, body);
                out.writeBinaryData(BODY, new BsonBinary(sealed));
              }
            }));
  }

  /// The frame of a new event.
  static EventFrame frame(
      ConversationId conversation, long sequence, UserId by, Instant at, EventDraft draft) {
    return switch (draft) {
      case EventDraft.MessageSent(ClientMessageId id, MessageContent content) ->
          new EventFrame.Message(
              new MessageView(
                  conversation,
                  sequence,
                  id,
                  by,
                  content,
                  List.of(),
                  at,
                  null,
                  null,
                  MessageView.Status.SENT));
      case EventDraft.MessageEdited(MessageId message, String text, List<UserId> mentions) ->
          new EventFrame.MessageEdited(conversation, sequence, by, at, message, text, mentions);
      case EventDraft.MessageDeleted(MessageId message) ->
          new EventFrame.MessageDeleted(conversation, sequence, by, at, message);
      case EventDraft.Reacted(MessageId message, String emoji, boolean on) ->
          new EventFrame.Reacted(conversation, sequence, by, at, message, emoji, on);
      case EventDraft.MemberJoined(UserId user, String role) ->
          new EventFrame.MemberJoined(conversation, sequence, by, at, user, role);
      case EventDraft.MemberChanged(UserId user, String role) ->
          new EventFrame.MemberChanged(conversation, sequence, by, at, user, role);
      case EventDraft.MemberLeft(UserId user, String reason) ->
          new EventFrame.MemberLeft(conversation, sequence, by, at, user, reason);
      case EventDraft.ConversationChanged(String changes) ->
          new EventFrame.ConversationChanged(conversation, sequence, by, at, changes);
      case EventDraft.Noop _ -> new EventFrame.Noop(conversation, sequence, at);
    };
  }

  /// An event as the log has it now.
  static LogEvent event(Document document, ConversationKeys keys) {
    return new LogEvent(frame(document, keys), document.getString(KEY), Tallies.of(document));
  }

  /// The same, or a noop in the place of what does not open any more.
  static LogEvent outline(Document document, ConversationKeys keys) {
    try {
      return event(document, keys);
    } catch (SealBroken broken) {
      var at = document.getDate(AT).toInstant();
      var hidden = new EventFrame.Noop(conversation(document), sequence(document), at);
      return new LogEvent(hidden, document.getString(KEY), Tallies.of(document));
    }
  }

  static ConversationId conversation(Document document) {
    return ConversationId.of(document.getString(CONVERSATION));
  }

  static long sequence(Document document) {
    return Place.sequence(document.getString(ID));
  }

  static boolean changesPresentState(Document document) {
    String type = document.getString(TYPE);
    return !type.equals(Types.MESSAGE) && !type.equals(Types.NOOP);
  }

  static byte[] bytes(Document document, String field) {
    return document.get(field, Binary.class).getData();
  }

  /// When an event was appended.
  static Instant at(EventFrame frame) {
    return switch (frame) {
      case EventFrame.Message sent -> sent.message().createdAt();
      case EventFrame.MessageEdited edited -> edited.at();
      case EventFrame.MessageDeleted deleted -> deleted.at();
      case EventFrame.Reacted reacted -> reacted.at();
      case EventFrame.MemberJoined joined -> joined.at();
      case EventFrame.MemberChanged changed -> changed.at();
      case EventFrame.MemberLeft left -> left.at();
      case EventFrame.ConversationChanged changed -> changed.at();
      case EventFrame.Noop noop -> noop.at();
    };
  }

  /// What a message says now; null once it is deleted.
  static @Nullable MessageContent content(Document message, ConversationKeys keys) {
    Document present = message.get(PRESENT, Document.class);
    String key = message.getString(KEY);
    if (present == null) {
      return Bodies.content(body(message, keys));
    }
    if (present.containsKey(DELETED)) {
      return null;
    }
    return Bodies.content(keys.open(key, present.getLong(N), bytes(present, BODY)));
  }

  static boolean isDeleted(Document message) {
    Document present = message.get(PRESENT, Document.class);
    return present != null && present.containsKey(DELETED);
  }

  static ReactionList reactions(Document message, ConversationKeys keys) {
    Document reactions = message.get(REACTIONS, Document.class);
    if (reactions == null || isDeleted(message)) {
      return ReactionList.NONE;
    }
    long revision = reactions.getLong(N);
    return ReactionList.decode(keys.open(message.getString(KEY), revision, bytes(reactions, BODY)));
  }

  private static EventFrame frame(Document document, ConversationKeys keys) {
    String type = document.getString(TYPE);
    ConversationId conversation = conversation(document);
    long sequence = sequence(document);
    var by = new UserId(document.getString(BY));
    Instant at = document.getDate(AT).toInstant();
    if (type.equals(Types.MESSAGE)) {
      return new EventFrame.Message(view(document, conversation, by, at, keys));
    }
    Long target = document.getLong(TARGET);
    MessageId message = target == null ? null : new MessageId(conversation, target);
    if (type.equals(Types.EDITED) && message != null && !document.containsKey(BODY)) {
      return new EventFrame.MessageEdited(conversation, sequence, by, at, message, null, List.of());
    }
    byte[] body = body(document, keys);
    return frame(conversation, sequence, by, at, Bodies.decode(type, body, message));
  }

  private static byte[] body(Document document, ConversationKeys keys) {
    return document.containsKey(BODY)
        ? keys.open(document.getString(KEY), ConversationKeys.ORIGINAL, bytes(document, BODY))
        : new byte[0];
  }

  private static MessageView view(
      Document document,
      ConversationId conversation,
      UserId by,
      Instant at,
      ConversationKeys keys) {
    Document present = document.get(PRESENT, Document.class);
    boolean deleted = isDeleted(document);
    Instant changedAt = present == null ? null : present.getDate(AT).toInstant();
    return new MessageView(
        conversation,
        sequence(document),
        Bodies.clientMessageId(document.getString(KEY)),
        by,
        content(document, keys),
        reactions(document, keys).summary(),
        at,
        deleted ? null : changedAt,
        deleted ? changedAt : null,
        MessageView.Status.SENT);
  }
}
