package io.parley.chat.log.mongo;

import static com.mongodb.client.model.Aggregates.lookup;

import io.parley.chat.crypto.DataKeys;
import io.parley.chat.log.Head;
import java.util.List;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/// Puts the stored head of a log, and what opens its bodies, beside each document of another
/// feature's aggregation, so that they cost no read of their own.
public final class LogLookup {

  private static final String LOG = "log";

  private final DataKeys keys;
  private final Tips tips;

  LogLookup(DataKeys keys, Tips tips) {
    this.keys = keys;
    this.tips = tips;
  }

  /// The stages, for documents that name their conversation in the field `conversation`. Heads are
  /// read when these stages run, so a stage after them sees nothing that is older than the head.
  public List<Bson> stages() {
    return Stream.concat(
            Stream.of(lookup(Fields.HEADS, Fields.CONVERSATION, Fields.ID, LOG)),
            keys.lookup(Fields.CONVERSATION).stream())
        .toList();
  }

  /// Takes in what the stages added.
  ///
  /// @return the head as it is stored; null when there is no log
  public @Nullable Head take(Document joined) {
    keys.take(joined);
    var found = joined.getList(LOG, Document.class, List.of());
    if (found.isEmpty()) {
      return null;
    }
    var head = MongoEventLog.head(found.getFirst());
    tips.raise(
        MongoEventLog.conversation(found.getFirst()), new Tip(head.sequence(), head.tally()));
    return head;
  }
}
