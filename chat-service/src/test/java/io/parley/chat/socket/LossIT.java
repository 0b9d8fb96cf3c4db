package io.parley.chat.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.ChatNode;
import io.parley.chat.FakeAuth;
import io.parley.chat.RestClient;
import io.parley.chat.delivery.bus.Bus;
import io.parley.chat.delivery.bus.LocalBus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Two nodes whose bus loses nearly a third of everything, and repeats some of the rest.
class LossIT {

  private static final long SEED = 20_261_121L;

  private static FakeAuth auth;
  private static ChatNode one;
  private static ChatNode two;

  @BeforeAll
  static void start() {
    auth = FakeAuth.start();
    var settings = ChatNode.settings(auth);
    settings.put("PARLEY_LIMIT_FRAMES_PER_SECOND", "0");
    settings.put("PARLEY_LIMIT_SOCKETS", "0");
    settings.put("PARLEY_LIMIT_UNACKED_SENDS", "0");
    var line = new LocalBus.Line();
    one = ChatNode.start(settings, Bus.class, new LossyBus(new LocalBus(line), SEED, 0.3));
    two = ChatNode.start(settings, Bus.class, new LossyBus(new LocalBus(line), SEED + 1, 0.3));
  }

  @AfterAll
  static void stop() {
    one.close();
    two.close();
    auth.close();
  }

  @Test
  void publishWhenManyAreLostThenAllArriveInOrderOnce() {
    var ann = auth.user("ann");
    var ben = auth.user("ben");
    var conversation = RestClient.of(one, auth.token(ann)).create("group", ben);
    try (var sender = TestSocket.open(one, auth.token(ann));
        var reader = TestSocket.open(two, auth.token(ben))) {
      sender.await("welcome");
      reader.await("welcome");
      for (int n = 1; n <= 200; n++) {
        sender.send(conversation, "m" + n, "" + n);
      }

      var messages = reader.awaitAll("message", 200);

      assertThat(messages.stream().map(message -> message.get("sequence").longValue()).toList())
          .isSorted()
          .doesNotHaveDuplicates()
          .hasSize(200);
    }
  }

  @Test
  void joinWhenItsNewsAreLostThenFoundAllTheSame() {
    for (int round = 0; round < 4; round++) {
      var ann = auth.user("ann");
      var ben = auth.user("ben");
      var rest = RestClient.of(one, auth.token(ann));
      try (var there = TestSocket.open(two, auth.token(ben))) {
        there.await("welcome");
        var conversation = rest.create("group", ben);
        rest.send(conversation, "m1", "one");

        there.await("conversation.added");
        there.await("message");
        rest.delete("/api/conversations/{id}/members/{user}", conversation, ben).isStatus(204);
        there.await("conversation.removed");
        rest.post(
                Map.of("users", List.of(ben.value())),
                "/api/conversations/{id}/members",
                conversation)
            .isStatus(201);
        there.await("conversation.added");
        there.await("member.joined");
      }
    }
  }

  /// Clients that are cut at random and go on elsewhere where they were, as a real one does:
  /// nothing is missing and nothing comes twice on what they know.
  @Test
  void resumeWhenCutAtRandomUnderTrafficThenExactForAll() throws InterruptedException {
    var random = new Random(SEED);
    var ann = auth.user("ann");
    var ben = auth.user("ben");
    var rest = RestClient.of(one, auth.token(ann));
    var conversations = List.of(rest.create("group", ben), rest.create("direct", ben));
    var epochs = new HashMap<String, String>();
    conversations.forEach(
        id -> epochs.put(id, rest.get("/api/conversations/{id}", id).text("/epoch")));
    var writer = new Thread(() -> write(rest, conversations));
    writer.start();
    var token = auth.token(ben);
    var known = new TreeMap<String, Long>();
    conversations.forEach(id -> known.put(id, 0L));
    int cuts = 0;
    while (writer.isAlive() || cuts < 40) {
      var node = random.nextBoolean() ? one : two;
      try (var socket = TestSocket.resuming(node, token)) {
        socket.say("{'type':'resume','ref':'go','positions':{%s}}", positions(known, epochs));
        socket.await(frame -> frame.path("ref").stringValue("").equals("go"), "resumed");
        socket.awaitAll("message", random.nextInt(3));
        note(socket, known);
        cuts++;
      } catch (AssertionError e) {
        if (writer.isAlive()) {
          throw e;
        }
      }
    }
    writer.join();
    try (var socket = TestSocket.resuming(two, token)) {
      socket.say("{'type':'resume','ref':'go','positions':{%s}}", positions(known, epochs));
      socket.await(frame -> frame.path("ref").stringValue("").equals("go"), "resumed");
      // Where the bus lost the last event, a repair brings it
      for (var id : conversations) {
        long head = rest.get("/api/conversations/{id}", id).number("/head");
        if (known.getOrDefault(id, 0L) < head) {
          socket.awaitCame(
              frame ->
                  frame.path("conversation").stringValue("").equals(id)
                      && frame.path("sequence").longValue(0) == head,
              "the last event");
        }
      }
      note(socket, known);
    }
    for (var id : conversations) {
      assertThat(known).containsEntry(id, rest.get("/api/conversations/{id}", id).number("/head"));
    }
  }

  private static void write(RestClient rest, List<String> conversations) {
    for (int n = 0; n < 300; n++) {
      rest.send(conversations.get(n % 2), "m" + n, "text");
    }
  }

  private static String positions(Map<String, Long> known, Map<String, String> epochs) {
    var parts = new ArrayList<String>();
    known.forEach(
        (id, sequence) ->
            parts.add("'%s':{'epoch':'%s','sequence':%d}".formatted(id, epochs.get(id), sequence)));
    return String.join(",", parts);
  }

  private static void note(TestSocket socket, Map<String, Long> known) {
    socket.settle();
    for (var message : socket.all("message")) {
      var id = message.get("conversation").stringValue();
      assertThat(message.get("sequence").longValue()).isEqualTo(known.getOrDefault(id, 0L) + 1);
      known.put(id, message.get("sequence").longValue());
    }
  }
}
