package io.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.delivery.Announcer;
import io.parley.chat.log.Appender;
import io.parley.chat.log.Draft;
import io.parley.chat.log.EventDraft;
import io.parley.chat.log.EventLog;
import io.parley.chat.log.TryAgain;
import io.parley.common.frame.MessageContent;
import io.parley.common.id.ClientMessageId;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import io.parley.testing.TestMongo;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

/// The document store goes away and comes back.
class StoreAwayIT {

  private static final Duration BACK_WITHIN = Duration.ofSeconds(30);

  private static final Duration LANDS_WITHIN = Duration.ofSeconds(15);
  private static final int SENDERS = 60;
  private static final int QUEUED = 40;
  private static final long MEMORY = 64L << 20;

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

  /// D8, with an outage of some seconds instead of 60: nothing is acknowledged meanwhile, what
  /// waits is bounded, and everything lands once within 15 s of the store's return.
  @Test
  void sendWhenTheStoreIsAwayUnderLoadThenNoAckMeanwhileAndAllLandsSoonAfter() throws Exception {
    try (var auth = FakeAuth.start();
        var mongo = TestMongo.stoppable(data)) {
      var settings = ChatNode.settings(auth);
      settings.put("MONGODB_URI", mongo.uri("chat"));
      settings.put("parley.chat.log.queued-drafts", "" + QUEUED);
      try (var node = ChatNode.start(settings);
          var senders = Executors.newFixedThreadPool(SENDERS)) {
        awaitReady(RestClient.ofNobody(node), 200);
        var ann = auth.user("ann");
        var rest = RestClient.of(node, auth.token(ann));
        var conversations =
            Stream.generate(() -> rest.create("group", auth.user("ben"))).limit(4).toList();
        var load = new Load(node, ann, conversations);
        var loads =
            IntStream.range(0, SENDERS).mapToObj(n -> senders.submit(() -> load.run(n))).toList();
        Awaitility.await().atMost(BACK_WITHIN).until(() -> load.acknowledged.size() > 200);

        mongo.stop();
        var gone = System.nanoTime();
        var used = usedAfterCollection();
        load.awaitRefusals(3 * QUEUED);
        assertThat(load.acknowledgedSentAfter(gone)).as("acks meanwhile").isZero();
        assertThat(usedAfterCollection() - used).as("bytes more").isLessThan(MEMORY);

        var back = System.nanoTime();
        mongo.restart();
        load.finish();
        for (var one : loads) {
          one.get(BACK_WITHIN.toSeconds(), TimeUnit.SECONDS);
        }
        assertThat(load.acknowledged).hasSize(load.sent.get());
        assertThat(Duration.ofNanos(load.lastAck() - back)).isLessThan(LANDS_WITHIN);
        assertThat(load.stored()).containsExactlyInAnyOrderElementsOf(load.acknowledged.keySet());
      }
    }
  }

  /// Senders who send one after the other, each again until it is acknowledged.
  private static final class Load {

    final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
    final AtomicInteger sent = new AtomicInteger();
    private final Map<String, Long> begun = new ConcurrentHashMap<>();
    private final AtomicInteger refused = new AtomicInteger();
    private final UserId by;
    private final List<String> conversations;
    private final Appender appender;
    private final EventLog log;
    private volatile boolean finishing;

    Load(ChatNode node, UserId by, List<String> conversations) {
      this.by = by;
      this.conversations = conversations;
      this.appender = node.bean(Appender.class);
      this.log = node.bean(EventLog.class);
    }

    void run(int sender) {
      for (int n = 0; !finishing; n++) {
        var id = "s" + sender + "-" + n;
        var to = new ConversationId(conversations.get(n % conversations.size()));
        sent.incrementAndGet();
        while (!acknowledged.containsKey(id)) {
          begun.put(id, System.nanoTime());
          try {
            appender.append(draft(to, id)).block(BACK_WITHIN);
            acknowledged.put(id, System.nanoTime());
          } catch (TryAgain _) {
            refused.incrementAndGet();
          }
        }
      }
    }

    private Draft draft(ConversationId to, String id) {
      var key = new ClientMessageId(id);
      return new Draft(
          to,
          by,
          Draft.messageKey(by, key),
          new EventDraft.MessageSent(key, MessageContent.text("x".repeat(4_000))),
          null);
    }

    void awaitRefusals(int more) {
      var before = refused.get();
      Awaitility.await().atMost(BACK_WITHIN).until(() -> refused.get() >= before + more);
    }

    void finish() {
      finishing = true;
    }

    long acknowledgedSentAfter(long time) {
      return acknowledged.keySet().stream().filter(id -> begun.getOrDefault(id, 0L) > time).count();
    }

    long lastAck() {
      return Collections.max(acknowledged.values());
    }

    /// The client message ids in the logs, as often as they are there.
    @Nullable List<String> stored() {
      return Flux.fromIterable(conversations)
          .map(ConversationId::new)
          .concatMap(id -> log.head(id).flatMap(head -> log.read(id, 0, (int) head.sequence())))
          .concatMapIterable(events -> events)
          .map(event -> event.key().substring(event.key().indexOf(':') + 1))
          .collectList()
          .block(BACK_WITHIN);
    }
  }

  private static long usedAfterCollection() {
    System.gc();
    var memory = ManagementFactory.getMemoryMXBean();
    return memory.getHeapMemoryUsage().getUsed();
  }

  private static void awaitReady(RestClient nobody, int status) {
    Awaitility.await()
        .atMost(BACK_WITHIN)
        .until(() -> nobody.get("/internal/ready").status() == status);
  }
}
