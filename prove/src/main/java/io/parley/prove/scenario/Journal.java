package io.parley.prove.scenario;

import io.parley.common.id.ConversationId;
import io.parley.prove.fault.StoreWatch;
import io.parley.prove.history.Recorder;
import io.parley.prove.history.RunEntry;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/// Writes into the history what passes on the way to the store: events of logs, known by their
/// place `<conversation>:<sequence>`, and each kind of write with its concern once.
final class Journal implements StoreWatch {

  private static final String EVENTS = "chat_events";

  private record Kind(
      String collection, String command, @Nullable String concern, @Nullable Long limitMillis) {}

  private final Recorder recorder;
  private final Set<Kind> seen = ConcurrentHashMap.newKeySet();

  Journal(Recorder recorder) {
    this.recorder = recorder;
  }

  @Override
  public void written(BsonDocument command) {
    var name = command.getFirstKey();
    var concern = command.get("writeConcern");
    var kind =
        new Kind(
            command.getString(name).getValue(),
            name,
            concern == null ? null : text(concern.asDocument().get("w")),
            limit(command, concern));
    if (seen.add(kind)) {
      recorder.write(
          new RunEntry.ConcernSeen(
              recorder.now(),
              kind.collection(),
              kind.command(),
              kind.concern(),
              kind.limitMillis()));
    }
  }

  @Override
  public void confirmed(String collection, List<BsonDocument> documents) {
    if (collection.equals(EVENTS)) {
      for (var document : documents) {
        var place = Place.of(document);
        recorder.write(
            new RunEntry.Written(recorder.now(), place.conversation(), place.sequence()));
      }
    }
  }

  @Override
  public void lost(String collection, List<BsonDocument> documents) {
    if (collection.equals(EVENTS)) {
      for (var document : documents) {
        var place = Place.of(document);
        recorder.write(
            new RunEntry.ReplyLost(recorder.now(), place.conversation(), place.sequence()));
      }
    }
  }

  private record Place(ConversationId conversation, long sequence) {

    static Place of(BsonDocument event) {
      var id = event.getString("_id").getValue();
      int colon = id.lastIndexOf(':');
      return new Place(
          new ConversationId(id.substring(0, colon)), Long.parseLong(id.substring(colon + 1)));
    }
  }

  private static @Nullable Long limit(BsonDocument command, @Nullable BsonValue concern) {
    var limit = concern == null ? null : concern.asDocument().get("wtimeout");
    if (limit == null) {
      limit = command.get("maxTimeMS");
    }
    return limit == null ? null : limit.asNumber().longValue();
  }

  private static @Nullable String text(@Nullable BsonValue w) {
    if (w == null) {
      return null;
    }
    return w.isString() ? w.asString().getValue() : Long.toString(w.asNumber().longValue());
  }
}
