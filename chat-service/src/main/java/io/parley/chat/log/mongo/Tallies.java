package io.parley.chat.log.mongo;

import static io.parley.chat.log.mongo.Fields.JOINS;
import static io.parley.chat.log.mongo.Fields.LEAVES;
import static io.parley.chat.log.mongo.Fields.MESSAGES;

import io.parley.chat.log.Tally;
import java.util.function.ObjLongConsumer;
import org.bson.Document;

/// A [Tally] as a document of an event, or of a head, has it. Most logs know nobody who joined
/// later or left, and spend nothing on it.
final class Tallies {

  private Tallies() {}

  static Tally of(Document document) {
    return new Tally(document.getLong(MESSAGES), count(document, JOINS), count(document, LEAVES));
  }

  /// Gives each field to whoever writes it.
  static void write(Tally tally, ObjLongConsumer<String> out) {
    out.accept(MESSAGES, tally.messages());
    if (tally.joins() > 0) {
      out.accept(JOINS, tally.joins());
    }
    if (tally.leaves() > 0) {
      out.accept(LEAVES, tally.leaves());
    }
  }

  private static long count(Document document, String field) {
    Long count = document.getLong(field);
    return count == null ? 0 : count;
  }
}
