package io.parley.chat;

import com.mongodb.client.model.Filters;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Duration;
import java.util.Collection;
import org.awaitility.Awaitility;
import reactor.core.publisher.Flux;

/// Stored heads follow their logs within a second or so; until then whoever resumes looks closer,
/// by reads that a test which counts them has to wait for.
public final class StoredHeads {

  private StoredHeads() {}

  public static void await(ChatNode node, Collection<String> conversations, long head) {
    var heads = node.bean(MongoDatabase.class).getCollection("chat_heads");
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                Flux.from(heads.find(Filters.in("_id", conversations)))
                    .all(stored -> stored.getLong("head") == head)
                    .block());
  }
}
