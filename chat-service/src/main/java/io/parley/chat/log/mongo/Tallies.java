package io.parley.chat.log.mongo;

import static io.parley.chat.log.mongo.Fields.JOINS;
import static io.parley.chat.log.mongo.Fields.LEAVES;
import static io.parley.chat.log.mongo.Fields.MESSAGES;

import io.parley.chat.log.Tally;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonWriter;
import org.bson.Document;

/// A [Tally] as a document of an event, or of a head, has it. Most logs know nobody who joined
/// later or left, and spend nothing on it.
final class Tallies {

  private Tallies() {}

  static Tally of(Document document) {
    return new Tally(document.getLong(MESSAGES), count(document, JOINS), count(document, LEAVES));
  }

  static void write(BsonWriter out, Tally tally) {
    out.writeInt64(MESSAGES, tally.messages());
    if (tally.joins() > 0) {
      out.writeInt64(JOINS, tally.joins());
    }
    if (tally.leaves() > 0) {
      out.writeInt64(LEAVES, tally.leaves());
    }
  }

  static void append(BsonDocument fields, Tally tally) {
    fields.append(MESSAGES, new BsonInt64(tally.messages()));
    if (tally.joins() > 0) {
      fields.append(JOINS, new BsonInt64(tally.joins()));
    }
    if (tally.leaves() > 0) {
      fields.append(LEAVES, new BsonInt64(tally.leaves()));
    }
  }

  private static long count(Document document, String field) {
    Long count = document.getLong(field);
    return count == null ? 0 : count;
  }
}
