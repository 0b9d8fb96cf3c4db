package io.parley.chat.log.mongo;

import io.parley.chat.log.Draft;
import io.parley.chat.log.EventDraft;
import io.parley.chat.log.Relayed;
import io.parley.common.id.ConversationId;
import io.parley.common.id.NodeId;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import java.util.List;
import java.util.Objects;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.BsonWriter;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;

/// Messages of one conversation on their way to another node, in order: a BSON document whose
/// fields may grow.
final class Parcels {

  private static final String CONVERSATION = "conversation";
  private static final String DRAFTS = "drafts";
  private static final String BY = "by";
  private static final String KEY = "key";
  private static final String ORIGIN = "origin";
  private static final String GIVER = "giver";
  private static final String NUMBER = "number";
  private static final String BODY = "body";

  private Parcels() {}

  /// @param drafts that were given away, here or before
  static byte[] encode(ConversationId conversation, List<Pending> drafts) {
    return Bodies.document(
        out -> {
          out.writeString(CONVERSATION, conversation.value());
          out.writeStartArray(DRAFTS);
          drafts.forEach(pending -> write(pending, out));
          out.writeEndArray();
        });
  }

  private static void write(Pending pending, BsonWriter out) {
    var draft = pending.draft();
    var origin = pending.origin();
    var relayed = Objects.requireNonNull(pending.relayed());
    out.writeStartDocument();
    out.writeString(BY, draft.by().value());
    out.writeString(KEY, draft.key());
    if (origin != null) {
      out.writeString(ORIGIN, origin.value());
    }
    out.writeString(GIVER, relayed.giver().value());
    out.writeInt64(NUMBER, relayed.number());
    out.writeBinaryData(BODY, new BsonBinary(pending.body()));
    out.writeEndDocument();
  }

  /// Errors: some [RuntimeException] when these bytes are no parcel.
  static List<Pending> decode(byte[] parcel, long deadlineNanos) {
    var fields = new RawBsonDocument(parcel).decode(new BsonDocumentCodec());
    var conversation = ConversationId.of(fields.getString(CONVERSATION).getValue());
    return fields.getArray(DRAFTS).stream()
        .map(BsonValue::asDocument)
        .map(one -> Pending.relayed(draft(conversation, one), relayed(one), deadlineNanos))
        .toList();
  }

  private static Relayed relayed(BsonDocument draft) {
    return new Relayed(
        new NodeId(draft.getString(GIVER).getValue()), draft.getInt64(NUMBER).getValue());
  }

  private static Draft draft(ConversationId conversation, BsonDocument draft) {
    String key = draft.getString(KEY).getValue();
    var content = Bodies.content(draft.getBinary(BODY).getData());
    return new Draft(
        conversation,
        new UserId(draft.getString(BY).getValue()),
        key,
        new EventDraft.MessageSent(Bodies.clientMessageId(key), content),
        draft.containsKey(ORIGIN) ? new SessionId(draft.getString(ORIGIN).getValue()) : null);
  }
}
