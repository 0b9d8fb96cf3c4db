package io.parley.chat.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.parley.chat.ChatNode;
import io.parley.chat.Commands;
import io.parley.chat.FakeAuth;
import io.parley.chat.RestClient;
import io.parley.chat.StoredHeads;
import io.parley.chat.log.Appender;
import io.parley.chat.log.Draft;
import io.parley.chat.log.EventDraft;
import io.parley.common.frame.MessageContent;
import io.parley.common.id.ClientMessageId;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import io.parley.testing.TestRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/// D17, what a resume costs: at most two reads of the document store, however many conversations it
/// names and whatever the node knew before.
class ResumeCostIT {

  private static final int CONVERSATIONS = 300;
  private static final int MISSED = 2;
  private static final int SOCKETS = 200;

  private static FakeAuth auth;
  private static Map<String, Object> settings;
  private static ChatNode writer;
  private static UserId ann;
  private static final Map<String, String> EPOCHS = new HashMap<>();

  @BeforeAll
  static void write() {
    auth = FakeAuth.start();
    settings = ChatNode.settings(auth);
    settings.put("PARLEY_LIMIT_FRAMES_PER_SECOND", "0");
    writer = ChatNode.start(settings);
    ann = auth.user("ann");
    var ben = auth.user("ben");
    var rest = RestClient.of(writer, auth.token(ben));
    for (int n = 0; n < CONVERSATIONS; n++) {
      EPOCHS.putAll(create(rest, List.of(ann)));
    }
    send(writer, ben, EPOCHS.keySet(), 1 + MISSED);
    StoredHeads.await(writer, EPOCHS.keySet(), 1 + MISSED);
  }

  @AfterAll
  static void stop() {
    writer.close();
    auth.close();
  }

  @Test
  void resumeWhenTheNodeIsColdThenTwoReads() {
    var commands = new Commands();
    try (var node = commands.node(settings);
        var socket = TestSocket.resuming(node, auth.token(ann))) {
      socket.await("welcome");
      commands.clear();

      resume(socket, EPOCHS, 1);

      assertMissed(socket);
      assertThat(commands.reads()).as("reads").hasSizeLessThanOrEqualTo(2);
    }
  }

  @Test
  void resumeWhenTheNodeIsWarmThenTwoReads() {
    var commands = new Commands();
    try (var node = commands.node(settings);
        var first = TestSocket.open(node, auth.token(ann))) {
      first.await("welcome");
      try (var socket = TestSocket.resuming(node, auth.token(ann))) {
        socket.await("welcome");
        commands.clear();

        resume(socket, EPOCHS, 1);

        assertMissed(socket);
        assertThat(commands.reads()).as("reads").hasSizeLessThanOrEqualTo(2);
      }
    }
  }

  @Test
  void comeInWhenNothingIsNamedThenTwoReads() {
    var commands = new Commands();
    try (var node = commands.node(settings)) {
      commands.clear();
      try (var socket = TestSocket.open(node, auth.token(ann))) {
        socket.await("welcome");

        assertThat(commands.reads()).as("reads").hasSizeLessThanOrEqualTo(2);
      }
    }
  }

  @Test
  void resumeWhenMoreIsMissedThanAReadHoldsThenOneMoreForEachPart() {
    var ben = auth.user("ben2");
    var cat = auth.user("cat");
    var rest = RestClient.of(writer, auth.token(ben));
    var busy = new HashMap<String, String>();
    IntStream.range(0, 3).forEach(_ -> busy.putAll(create(rest, List.of(cat))));
    send(writer, ben, busy.keySet(), 900);
    StoredHeads.await(writer, busy.keySet(), 900);
    var commands = new Commands();
    try (var node = commands.node(settings);
        var socket = TestSocket.resuming(node, auth.token(cat))) {
      socket.await("welcome");
      commands.clear();

      resume(socket, busy, 0);

      var all = LongStream.rangeClosed(1, 900).boxed().toList();
      busy.keySet().forEach(id -> assertThat(sequences(socket, id)).isEqualTo(all));
      assertThat(commands.reads()).as("reads").hasSizeLessThanOrEqualTo(4);
    }
  }

  /// D15, first half: whoever is 5,000 events behind is told to read anew, and what is read then,
  /// by `events` from the start, is what a fresh client reads.
  @Test
  void resumeWhenFiveThousandEventsBehindThenResyncAndEqualToAFreshClient() {
    var ben = auth.user("ben3");
    var dan = auth.user("dan");
    var rest = RestClient.of(writer, auth.token(ben));
    var far = create(rest, List.of(dan));
    var id = far.keySet().iterator().next();
    send(writer, ben, far.keySet(), 5_001);
    try (var socket = TestSocket.resuming(writer, auth.token(dan))) {
      socket.await("welcome");
      resume(socket, far, 1);
      var resync = socket.all("resync").getFirst();
      assertThat(resync.get("epoch").stringValue()).isEqualTo(far.get(id));
      assertThat(resync.get("head").longValue()).isEqualTo(5_001);
      assertThat(socket.all("message")).as("never a part of it").isEmpty();

      var reader = RestClient.of(writer, auth.token(dan));
      var fresh = sequences(reader, id);
      assertThat(fresh).isEqualTo(LongStream.rangeClosed(1, 5_001).boxed().toList());
      rest.send(id, "next", "live from the head that resync names");
      assertThat(socket.await("message").get("sequence").longValue()).isEqualTo(5_002);
    }
  }

  private static List<Long> sequences(RestClient reader, String conversation) {
    var all = new ArrayList<Long>();
    while (true) {
      var after = all.isEmpty() ? 0 : all.getLast();
      var page =
          reader
              .get("/api/conversations/{id}/events?limit=200&after={after}", conversation, after)
              .isStatus(200)
              .body();
      page.get("items").forEach(item -> all.add(item.get("sequence").longValue()));
      if (page.get("items").isEmpty()) {
        return all;
      }
    }
  }

  @Test
  void stormWhenManyComeAtOnceThenAllAreResumedAtTwoReadsAndTooManyAreSentAway() throws Exception {
    var commands = new Commands();
    var people = IntStream.range(0, SOCKETS).mapToObj(n -> auth.user("s" + n)).toList();
    var writing = auth.user("writing");
    var rest = RestClient.of(writer, auth.token(writing));
    var rooms = new ArrayList<Map.Entry<String, String>>();
    for (int n = 0; n < SOCKETS; n += 10) {
      rooms.addAll(create(rest, people.subList(n, n + 10)).entrySet());
    }
    send(writer, writing, rooms.stream().map(Map.Entry::getKey).toList(), 3);
    var crowded = new HashMap<>(settings);
    crowded.put("PARLEY_LIMIT_ARRIVALS", "20");
    try (var node = commands.node(crowded);
        var executor = Executors.newFixedThreadPool(60)) {
      commands.clear();
      var refused = new AtomicInteger();
      pauseRedis();
      var coming =
          IntStream.range(0, SOCKETS)
              .mapToObj(
                  n ->
                      executor.submit(
                          () ->
                              comeBack(
                                  node, auth.token(people.get(n)), rooms.get(n / 10), refused)))
              .toList();
      for (var one : coming) {
        assertThat(one.get(60, TimeUnit.SECONDS)).containsExactly(2L, 3L);
      }
      assertThat(refused).as("sent away").hasPositiveValue();
      assertThat(commands.reads()).as("reads").hasSizeLessThanOrEqualTo(2 * SOCKETS);
    }
  }

  /// Slots are counted in Redis, so the first who come are still coming when the others do.
  private static void pauseRedis() {
    var redis = RedisClient.create(TestRedis.url());
    try (var connection = redis.connect()) {
      connection.sync().clientPause(400);
    } finally {
      redis.shutdown();
    }
  }

  /// As a client does it: again, when the node sent it away.
  private static List<Long> comeBack(
      ChatNode node, String token, Map.Entry<String, String> room, AtomicInteger refused)
      throws InterruptedException {
    while (true) {
      try (var socket = TestSocket.resuming(node, token)) {
        socket.await("welcome");
        resume(socket, Map.ofEntries(room), 1);
        return sequences(socket, room.getKey());
      } catch (CompletionException sentAway) {
        assertThat(sentAway).hasMessageContaining("503");
        refused.incrementAndGet();
        TimeUnit.MILLISECONDS.sleep(200);
      }
    }
  }

  /// The new conversation's epoch by its id.
  private static Map<String, String> create(RestClient by, List<UserId> members) {
    var made =
        by.post(
                Map.of("kind", "group", "members", members.stream().map(UserId::value).toList()),
                "/api/conversations")
            .isStatus(201);
    return Map.of(made.text("/id"), made.text("/epoch"));
  }

  private static void send(ChatNode node, UserId by, Collection<String> to, int messages) {
    var appender = node.bean(Appender.class);
    for (int n = 0; n < messages; n++) {
      var id = new ClientMessageId("m" + n);
      var text = MessageContent.text("text " + n);
      Flux.fromIterable(to)
          .map(ConversationId::new)
          .map(
              conversation ->
                  new Draft(
                      conversation,
                      by,
                      Draft.messageKey(by, id),
                      new EventDraft.MessageSent(id, text),
                      null))
          .flatMap(appender::append, 300)
          .blockLast(Duration.ofSeconds(60));
    }
  }

  private static void resume(TestSocket socket, Map<String, String> epochs, long sequence) {
    var positions =
        epochs.entrySet().stream()
            .map(
                one ->
                    "'%s':{'epoch':'%s','sequence':%d}"
                        .formatted(one.getKey(), one.getValue(), sequence))
            .collect(Collectors.joining(","));
    socket.say("{'type':'resume','ref':'all','positions':{%s}}", positions);
    socket.await(frame -> "all".equals(frame.path("ref").stringValue("")), "resumed");
  }

  private static void assertMissed(TestSocket socket) {
    assertThat(socket.all("resync")).isEmpty();
    assertThat(socket.all("resumed")).hasSize(CONVERSATIONS + 1);
    for (var id : EPOCHS.keySet()) {
      assertThat(sequences(socket, id)).as(id).containsExactly(2L, 3L);
    }
  }

  private static List<Long> sequences(TestSocket socket, String conversation) {
    return socket.all("message").stream()
        .filter(frame -> frame.get("conversation").stringValue().equals(conversation))
        .map(frame -> frame.get("sequence").longValue())
        .toList();
  }
}
