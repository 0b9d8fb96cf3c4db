package io.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.delivery.Announcer;
import io.parley.testing.TestMongo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The document store goes away and comes back.
class StoreAwayIT {

  private static final Duration BACK_WITHIN = Duration.ofSeconds(30);

  @TempDir private Path data;

  @Test
  void routesWhenTheStoreIsAwayThenTryAgainAndAllIsWellWhenItIsBack() throws IOException {
    try (var auth = FakeAuth.start();
        var mongo = TestMongo.stoppable(data)) {
      var settings = ChatNode.settings(auth);
      settings.put("MONGODB_URI", mongo.uri("chat"));
      try (var node = ChatNode.start(settings, Announcer.class, new RecordingAnnouncer())) {
        var nobody = RestClient.ofNobody(node);
        awaitReady(nobody, 200);
        var ada = auth.user("ada");
        var client = RestClient.of(node, auth.token(ada));
        var id = client.create("group", auth.user("ben"));
        var sent = client.send(id, "m1", "before").get("id").stringValue();

        mongo.stop();
        var body = Map.of("clientMessageId", "m2", "text", "meanwhile");
        var messages = "/api/conversations/{id}/messages";
        for (var answer :
            List.of(
                client.get("/api/conversations"),
                client.get("/api/conversations/{id}", id),
                client.get(messages, id),
                client.post(body, messages, id),
                client.put(Map.of("read", 1), "/api/conversations/{id}/marks", id),
                client.post(Map.of("kind", "group", "members", List.of()), "/api/conversations"))) {
          answer.isProblem(503, "try-again");
          assertThat(answer.number("/retryAfterMillis")).isPositive();
          assertThat(answer.headers().getFirst("Retry-After")).isNotBlank();
          assertThat(answer.body().toString()).doesNotContain("mongo", "127.0.0.1");
        }
        awaitReady(nobody, 503);

        mongo.restart();
        awaitReady(nobody, 200);
        Awaitility.await()
            .atMost(BACK_WITHIN)
            .until(() -> List.of(200, 201).contains(client.post(body, messages, id).status()));
        var history = client.get(messages, id).isStatus(200);
        assertThat(history.body().get("items")).hasSize(2);
        assertThat(history.text("/items/0/id")).isEqualTo(sent);
      }
    }
  }

  private static void awaitReady(RestClient nobody, int status) {
    Awaitility.await()
        .atMost(BACK_WITHIN)
        .until(() -> nobody.get("/internal/ready").status() == status);
  }
}
