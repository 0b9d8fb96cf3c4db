package io.parley.chat.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.parley.chat.ChatNode;
import io.parley.chat.FakeAuth;
import io.parley.chat.RestClient;
import io.parley.common.id.UserId;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Two nodes that talk by Redis, with writers to one conversation on both: one of the nodes writes
/// what the other gives to it, and each session gets its acks and everything else once and in
/// order.
class RelayedIT {

  private static final int WRITERS = 6;
  private static final int UNACKED = 8;

  /// So often everyone writes at most until it is seen that one node writes for the other.
  private static final int MOST_ROUNDS = 200;

  private static FakeAuth auth;
  private static ChatNode one;
  private static ChatNode two;

  @BeforeAll
  static void start() {
    auth = FakeAuth.start();
    var settings = ChatNode.settings(auth);
    settings.put("PARLEY_LIMIT_FRAMES_PER_SECOND", "0");
    settings.put("PARLEY_LIMIT_UNACKED_SENDS", "0");
    one = ChatNode.start(settings);
    two = ChatNode.start(settings);
  }

  @AfterAll
  static void stop() {
    one.close();
    two.close();
    auth.close();
  }

  @Test
  void sendWhenBothNodesWriteAllTheTimeThenOneWritesForBoth() {
    var people = IntStream.range(0, WRITERS).mapToObj(i -> auth.user("w" + i)).toList();
    var conversation =
        RestClient.of(one, auth.token(people.getFirst()))
            .create("group", people.toArray(UserId[]::new));
    var sockets =
        IntStream.range(0, WRITERS)
            .mapToObj(i -> TestSocket.open(i % 2 == 0 ? one : two, auth.token(people.get(i))))
            .toList();
    try {
      sockets.forEach(socket -> socket.await("welcome"));
      int rounds = 0;
      while (rounds < MOST_ROUNDS && !isRelayed()) {
        write(sockets, conversation, rounds++);
      }

      assertThat(count("given") - count("late")).as("answered by an event").isPositive();
      assertThat(count("taken")).isPositive();
      int messages = rounds * UNACKED * (WRITERS - 1);
      for (var socket : sockets) {
        socket.awaitAll("message", messages);
        assertThat(ids(socket, "ack"))
            .containsExactlyElementsOf(
                IntStream.range(0, rounds * UNACKED).mapToObj(n -> "m" + n).toList());
        assertThat(sequences(socket, "message"))
            .hasSize(messages)
            .isSorted()
            .doesNotHaveDuplicates()
            .doesNotContainAnyElementsOf(sequences(socket, "ack"));
      }
    } finally {
      sockets.forEach(TestSocket::close);
    }
  }

  private static boolean isRelayed() {
    return count("taken") > 0 && count("given") > count("late");
  }

  /// Everyone sends some at once; then all are acknowledged.
  private static void write(List<TestSocket> sockets, String conversation, int round) {
    for (int n = round * UNACKED; n < (round + 1) * UNACKED; n++) {
      for (var socket : sockets) {
        socket.say(
            "{'type':'send','conversation':'%s','clientMessageId':'m%d','text':'%d'}",
            conversation, n, n);
      }
    }
    sockets.forEach(socket -> socket.awaitAll("ack", (round + 1) * UNACKED));
  }

  /// Of both nodes.
  private static double count(String drafts) {
    return List.of(one, two).stream()
        .map(node -> node.bean(MeterRegistry.class))
        .mapToDouble(registry -> registry.get("parley.drafts." + drafts).functionCounter().count())
        .sum();
  }

  private static List<String> ids(TestSocket socket, String type) {
    return socket.all(type).stream()
        .map(frame -> frame.get("clientMessageId").stringValue())
        .toList();
  }

  private static List<Long> sequences(TestSocket socket, String type) {
    return socket.all(type).stream().map(RelayedIT::sequence).toList();
  }

  private static long sequence(JsonNode frame) {
    return frame.get("sequence").longValue();
  }
}
