package io.parley.chat;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bson.BsonDocument;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;

/// Writes down the commands that a node sends to the document store.
public final class Commands implements CommandListener {

  private static final Set<String> READS = Set.of("find", "aggregate", "getMore", "count");

  private final Queue<BsonDocument> started = new ConcurrentLinkedQueue<>();

  /// A node whose commands are written down here.
  public ChatNode node(Map<String, Object> settings) {
    return ChatNode.start(
        settings,
        MongoClientSettingsBuilderCustomizer.class,
        builder -> builder.addCommandListener(this));
  }

  @Override
  public void commandStarted(CommandStartedEvent event) {
    started.add(event.getCommand().clone());
  }

  public void clear() {
    started.clear();
  }

  /// The reads since the last [#clear], but for those that a node does every 5 s whoever comes:
  /// these alone are sorted by a time, or ask for keys and times only.
  public List<BsonDocument> reads() {
    return started.stream()
        .filter(command -> READS.contains(command.getFirstKey()))
        .filter(command -> !command.containsKey("sort") && !command.containsKey("projection"))
        .toList();
  }
}
