package io.parley.chat.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.ChatNode;
import io.parley.chat.Commands;
import io.parley.chat.FakeAuth;
import io.parley.chat.RestClient;
import io.parley.chat.StoredHeads;
import io.parley.common.id.UserId;
import io.parley.embedded.EmbeddedRedis;
import io.parley.testing.TestRedis;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import tools.jackson.databind.JsonNode;

/// D24: what waits for someone who is away is noted in Redis, which is never the only one to know,
/// and nothing is lost or comes twice while it is drained.
class PendingIT {

  /// Whoever is 1,000 behind is told to read anew.
  private static final int MOST_MISSED = 700;

  private static FakeAuth auth;
  private static EmbeddedRedis redis;
  private static Map<String, Object> settings;
  private static ChatNode node;

  @BeforeAll
  static void start() {
    auth = FakeAuth.start();
    redis = TestRedis.start();
    settings = ChatNode.settings(auth);
    settings.put("REDIS_URL", redis.url());
    settings.put("parley.chat.socket.drain", "1s");
    settings.put("PARLEY_LIMIT_PENDING_MEMBERS", "3");
    settings.put("PARLEY_LIMIT_PENDING_CONVERSATIONS", "5");
    node = ChatNode.start(settings);
  }

  @AfterAll
  static void stop() throws IOException {
    node.close();
    redis.close();
    auth.close();
  }

  private static String token(UserId user) {
    return auth.token(user);
  }

  @Test
  void comeBackWhenSomeConversationsWentOnThenTheseInOrderAndGoneOnlyWhenDelivered() {
    var ann = auth.user("ann");
    var ben = auth.user("ben");
    var rest = RestClient.of(node, token(ben));
    var first = rest.create("group", ann);
    var second = rest.create("group", ann);
    var quiet = rest.create("group", ann);
    rest.send(second, "s1", "this waits longest");
    awaitPending(ann, 1);
    rest.send(first, "f1", "one");
    rest.send(first, "f2", "two");
    awaitPending(ann, 2);

    try (var socket = TestSocket.resuming(node, token(ann))) {
      drain(socket);

      assertThat(texts(socket)).containsExactly("this waits longest", "one", "two");
      assertThat(socket.all("resumed"))
          .extracting(frame -> frame.path("conversation").stringValue(""))
          .containsExactly(second, first, "");
      rest.send(quiet, "q1", "live");
      assertThat(socket.await("message").get("conversation").stringValue()).isEqualTo(quiet);
      assertThat(pending(ann)).as("nothing was marked as delivered").isEqualTo(2);

      socket.say("{'type':'mark','conversation':'%s','delivered':1}", first);
      socket.say("{'type':'mark','conversation':'%s','delivered':1}", second);
      awaitPending(ann, 1);
    }

    try (var again = TestSocket.resuming(node, token(ann))) {
      drain(again);
      assertThat(texts(again)).containsExactlyInAnyOrder("two", "live");
      again.say("{'type':'mark','conversation':'%s','delivered':2}", first);
      awaitPending(ann, 0);
    }
  }

  @Test
  void noteWhenWrittenThenNothingReadableAndBounded() {
    var cat = auth.user("cat");
    var rest = RestClient.of(node, token(auth.user("dan")));
    for (int n = 0; n < 8; n++) {
      rest.send(rest.create("group", cat), "m", "a secret text");
    }
    awaitPending(cat, 5);
    var eve = auth.user("eve");
    var late = auth.user("late");
    rest.send(rest.create("group", cat, eve, auth.user("fay")), "m", "for many");
    rest.send(rest.create("direct", late), "m", "noted later than the one before");
    awaitPending(late, 1);

    assertThat(pending(eve)).as("a large group is not noted").isZero();
    var dump = dump(cat);
    assertThat(dump).doesNotContain("secret", "dan", cat.value());
    assertThat(conversations(cat)).noneMatch(dump::contains);
    var life = template().getExpire("pending:" + cat.value()).block(TestSocket.PATIENCE);
    assertThat(life).isNotNull();
    assertThat(life.toDays()).isBetween(29L, 30L);
  }

  @Test
  void flushWhenSomethingWaitsThenItComesAllTheSame() throws IOException {
    var ann = auth.user("ann2");
    var rest = RestClient.of(node, token(auth.user("ben2")));
    var one = rest.create("group", ann);
    var two = rest.create("group", ann);
    for (int n = 0; n < 20; n++) {
      rest.send(n % 2 == 0 ? one : two, "m" + n, "" + n);
    }
    awaitPending(ann, 2);

    redis.flush();

    try (var socket = TestSocket.resuming(node, token(ann))) {
      drain(socket);
      assertDense(List.of(socket), one, 10);
      assertDense(List.of(socket), two, 10);
    }
  }

  @Test
  void drainWhenPushedToMeanwhileAndTheNodeEndsAndRedisIsFlushedThenNoneLostNoneTwice()
      throws Exception {
    var ann = auth.user("ann3");
    var writer = RestClient.of(node, token(auth.user("ben3")));
    var busy = writer.create("group", ann);
    for (int n = 0; n < 100; n++) {
      writer.send(busy, "m" + n, "" + n);
    }
    var sockets = new ArrayList<TestSocket>();
    var sent = new AtomicInteger(100);
    var enough = new AtomicBoolean();
    var back = new CountDownLatch(1);
    CompletableFuture<Void> pushing;
    try (var other = ChatNode.start(settings)) {
      pushing =
          CompletableFuture.runAsync(
              () -> {
                while (!enough.get()) {
                  if (sent.get() == MOST_MISSED) {
                    await(back);
                  }
                  writer.send(busy, "m" + sent.get(), "" + sent.getAndIncrement());
                }
              });
      sockets.add(TestSocket.resuming(other, token(ann)));
      sockets.getFirst().say("{'type':'resume','ref':'all','pending':true,'positions':{}}");
      sockets.getFirst().awaitAll("message", 20);
    }
    redis.flush();
    var got = assertDense(sockets, busy, 20);
    var last = TestSocket.resuming(node, token(ann));
    sockets.add(last);
    last.say(
        "{'type':'resume','ref':'all','pending':true,'positions':{'%s':{'epoch':'%s','sequence':%d}}}",
        busy, writer.get("/api/conversations/{id}", busy).text("/epoch"), got);
    back.countDown();
    last.awaitAll("message", 10);
    enough.set(true);
    pushing.join();
    last.awaitAll("message", Math.toIntExact(sent.get() - got));

    assertThat(assertDense(sockets, busy, sent.get())).isEqualTo(sent.get());
    sockets.forEach(TestSocket::close);
  }

  /// What a night offline costs: 200 conversations, 5 of them moved, 50 messages missed. The
  /// figures are those of the decision record on the offline queue.
  @Test
  void comeBackWhenFiveOfTwoHundredMovedThenFarCheaperThanReadingThem() {
    var ann = auth.user("ann4");
    var writer = RestClient.of(node, token(auth.user("ben4")));
    var all = new ArrayList<String>();
    for (int n = 0; n < 200; n++) {
      all.add(writer.create("group", ann));
    }
    for (int n = 0; n < 50; n++) {
      writer.send(all.get(n % 5), "m" + n, "text " + n);
    }
    awaitPending(ann, 5);
    StoredHeads.await(node, all.subList(0, 5), 10);
    var commands = new Commands();
    try (var other = commands.node(settings)) {
      commands.clear();
      var reader = RestClient.of(other, token(ann));
      var listed = list(reader);
      var positions = new StringBuilder();
      for (var item : listed) {
        if (!positions.isEmpty()) {
          positions.append(',');
        }
        positions.append(
            "'%s':{'epoch':'%s','sequence':0}"
                .formatted(item.get("id").stringValue(), item.get("epoch").stringValue()));
      }
      var bytes = listed.stream().mapToInt(item -> item.toString().length()).sum();
      for (var moved : all.subList(0, 5)) {
        bytes += reader.get("/api/conversations/{id}/events", moved).body().toString().length();
      }
      var byList = new Cost(commands.reads().size(), bytes);

      var byPositions = cost(other, commands, ann, "'positions':{%s}".formatted(positions));
      var byQueue = cost(other, commands, ann, "'pending':true,'positions':{}");

      System.out.printf(
          "[offline] reads, bytes: list and events %s, all positions %s, pending %s%n",
          byList, byPositions, byQueue);
      assertThat(byQueue.reads()).isLessThanOrEqualTo(3).isLessThan(byList.reads() / 4);
      assertThat(byQueue.bytes())
          .isLessThan(byList.bytes() / 3)
          .isLessThan(byPositions.bytes() / 2);
    }
  }

  /// Reads of the store, and bytes both ways.
  private record Cost(int reads, int bytes) {}

  private static Cost cost(ChatNode node, Commands commands, UserId user, String fields) {
    try (var socket = TestSocket.resuming(node, token(user))) {
      socket.await("welcome");
      commands.clear();
      var said = "{'type':'resume','ref':'all',%s}".formatted(fields);
      socket.say("%s", said);
      socket.await(frame -> "all".equals(frame.path("ref").stringValue("")), "resumed");
      assertThat(socket.all("message")).hasSize(50);
      var reads = commands.reads().size();
      var bytes = socket.all().stream().mapToInt(frame -> frame.toString().length()).sum();
      return new Cost(reads, said.length() + bytes);
    }
  }

  private static List<JsonNode> list(RestClient reader) {
    var all = new ArrayList<JsonNode>();
    var cursor = "";
    while (true) {
      var page = reader.get("/api/conversations?limit=50" + cursor).isStatus(200).body();
      page.get("items").forEach(all::add);
      if (page.get("next").isNull()) {
        return all;
      }
      cursor = "&cursor=" + page.get("next").stringValue();
    }
  }

  private static void drain(TestSocket socket) {
    socket.await("welcome");
    socket.say("{'type':'resume','ref':'all','pending':true,'positions':{}}");
    socket.await(frame -> "all".equals(frame.path("ref").stringValue("")), "resumed");
  }

  private static List<String> texts(TestSocket socket) {
    return socket.all("message").stream().map(frame -> frame.get("text").stringValue()).toList();
  }

  /// Checks that what came over these sockets, one after the other, is 1, 2, 3 …
  ///
  /// @return the last one
  private static long assertDense(List<TestSocket> sockets, String conversation, int atLeast) {
    var got =
        sockets.stream()
            .flatMap(socket -> socket.all("message").stream())
            .filter(frame -> frame.get("conversation").stringValue().equals(conversation))
            .map(frame -> frame.get("sequence").longValue())
            .toList();
    assertThat(got).hasSizeGreaterThanOrEqualTo(atLeast);
    assertThat(got).isEqualTo(LongStream.rangeClosed(1, got.size()).boxed().toList());
    return got.size();
  }

  private static ReactiveStringRedisTemplate template() {
    return node.bean(ReactiveStringRedisTemplate.class);
  }

  private static long pending(UserId user) {
    var size = template().opsForHash().size("pending:" + user.value()).block(TestSocket.PATIENCE);
    return size == null ? 0 : size;
  }

  private static void awaitPending(UserId user, long conversations) {
    Awaitility.await("pending:" + user.value())
        .atMost(TestSocket.PATIENCE)
        .until(() -> pending(user) == conversations);
  }

  private static String dump(UserId user) {
    var entries =
        template()
            .opsForHash()
            .entries("pending:" + user.value())
            .collectList()
            .block(TestSocket.PATIENCE);
    return String.valueOf(entries);
  }

  private static List<String> conversations(UserId user) {
    return list(RestClient.of(node, token(user))).stream()
        .map(item -> item.get("id").stringValue())
        .toList();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
