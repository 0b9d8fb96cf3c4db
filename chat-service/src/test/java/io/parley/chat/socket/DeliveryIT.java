package io.parley.chat.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.ChatNode;
import io.parley.chat.FakeAuth;
import io.parley.chat.RestClient;
import io.parley.common.id.UserId;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Two nodes on the same stores, and clients with real sockets on both.
class DeliveryIT {

  private static FakeAuth auth;
  private static ChatNode one;
  private static ChatNode two;

  @BeforeAll
  static void start() {
    auth = FakeAuth.start();
    var settings = ChatNode.settings(auth);
    settings.put("PARLEY_LIMIT_FRAMES_PER_SECOND", "0");
    settings.put("PARLEY_LIMIT_SOCKETS", "0");
    one = ChatNode.start(settings);
    two = ChatNode.start(settings);
  }

  @AfterAll
  static void stop() {
    one.close();
    two.close();
    auth.close();
  }

  record Person(UserId id, String token, RestClient rest) {

    static Person of(String name) {
      var user = auth.user(name);
      var token = auth.token(user);
      return new Person(user, token, RestClient.of(one, token));
    }
  }

  @Test
  void sendWhenMembersAreOnTwoNodesThenAckForOneAndMessageForOthers() {
    var ann = Person.of("ann");
    var ben = Person.of("ben");
    var conversation = ann.rest().create("direct", ben.id());
    try (var annHere = TestSocket.open(one, ann.token());
        var annThere = TestSocket.open(two, ann.token());
        var benThere = TestSocket.open(two, ben.token())) {
      List.of(annHere, annThere, benThere).forEach(socket -> socket.await("welcome"));

      annHere.say(
          "{'type':'send','ref':'r1','conversation':'%s','clientMessageId':'m1','text':'hi'}",
          conversation);

      var ack = annHere.await("ack");
      assertThat(ack.get("ref").stringValue()).isEqualTo("r1");
      assertThat(ack.get("clientMessageId").stringValue()).isEqualTo("m1");
      assertThat(ack.get("sequence").longValue()).isEqualTo(1);
      assertThat(ack.get("duplicate").booleanValue()).isFalse();
      var message = benThere.await("message");
      assertThat(message.get("id")).isEqualTo(ack.get("message"));
      assertThat(message.get("text").stringValue()).isEqualTo("hi");
      assertThat(annThere.await("message")).isEqualTo(message);
      assertThat(annHere.settle().all("message")).isEmpty();
    }
  }

  @Test
  void sendWhenTenWritersOnTwoNodesThenOneDenseOrderForAll() {
    var people = IntStream.range(0, 10).mapToObj(i -> Person.of("w" + i)).toList();
    var conversation =
        people.getFirst().rest().create("group", people.stream().map(Person::id).toArray());
    var sockets =
        IntStream.range(0, 10)
            .mapToObj(i -> TestSocket.open(i % 2 == 0 ? one : two, people.get(i).token()))
            .toList();
    try {
      sockets.forEach(socket -> socket.await("welcome"));

      for (int n = 0; n < 30; n++) {
        for (int i = 0; i < 10; i++) {
          sockets
              .get(i)
              .say(
                  "{'type':'send','conversation':'%s','clientMessageId':'m%d','text':'%d'}",
                  conversation, n, n);
        }
      }

      for (int i = 0; i < 10; i++) {
        var socket = sockets.get(i);
        var acks = socket.awaitAll("ack", 30);
        var messages = socket.awaitAll("message", 270);
        assertThat(acks.stream().map(ack -> ack.get("clientMessageId").stringValue()))
            .containsExactlyElementsOf(IntStream.range(0, 30).mapToObj(n -> "m" + n).toList());
        assertThat(messages.stream().map(message -> message.get("sequence").longValue()))
            .isSorted()
            .doesNotHaveDuplicates();
        var own = acks.stream().map(ack -> ack.get("sequence").longValue()).toList();
        assertThat(own).isSorted();
        assertThat(messages.stream().map(message -> message.get("sequence").longValue()))
            .doesNotContainAnyElementsOf(own);
        checkAcksBeforeLater(socket);
      }
    } finally {
      sockets.forEach(TestSocket::close);
    }
  }

  @Test
  void joinWhenMemberIsAddedThenToldFirstAndGetsFromTheJoinOn() {
    var ann = Person.of("ann");
    var ben = Person.of("ben");
    var cat = Person.of("cat");
    var conversation = ann.rest().create("group", ben.id());
    ann.rest().send(conversation, "before", "before");
    try (var catThere = TestSocket.open(two, cat.token())) {
      catThere.await("welcome");

      ann.rest()
          .post(
              Map.of("users", List.of(cat.id().value())),
              "/api/conversations/{id}/members",
              conversation)
          .isStatus(201);
      ann.rest().send(conversation, "after", "after");

      var added = catThere.await("conversation.added");
      assertThat(added.at("/conversation/id").stringValue()).isEqualTo(conversation);
      assertThat(catThere.await("member.joined").get("sequence").longValue()).isEqualTo(2);
      assertThat(catThere.await("message").get("text").stringValue()).isEqualTo("after");
      assertThat(catThere.all("conversation.added")).hasSize(1);
      assertThat(catThere.all("message")).hasSize(1);
    }
  }

  @Test
  void removeWhenMemberHasSocketsThenRemovedAndNothingMore() {
    var ann = Person.of("ann");
    var ben = Person.of("ben");
    var conversation = ann.rest().create("group", ben.id());
    try (var benThere = TestSocket.open(two, ben.token());
        var annThere = TestSocket.open(two, ann.token())) {
      benThere.await("welcome");
      annThere.await("welcome");

      ann.rest()
          .delete("/api/conversations/{id}/members/{user}", conversation, ben.id())
          .isStatus(204);
      ann.rest().send(conversation, "later", "later");

      var removed = benThere.await("conversation.removed");
      assertThat(removed.get("reason").stringValue()).isEqualTo("removed");
      assertThat(annThere.await("member.left").get("user").stringValue())
          .isEqualTo(ben.id().value());
      annThere.await("message");
      assertThat(benThere.settle().all("message")).isEmpty();
      assertThat(benThere.all("member.left")).isEmpty();
    }
  }

  @Test
  void resumeWhenEventsWereMissedThenEachOnceAndThenLive() {
    var ann = Person.of("ann");
    var ben = Person.of("ben");
    var conversation = ann.rest().create("direct", ben.id());
    for (int n = 1; n <= 250; n++) {
      ann.rest().send(conversation, "m" + n, "text " + n);
    }
    var epoch =
        ben.rest().get("/api/conversations/{id}", conversation).isStatus(200).text("/epoch");
    try (var benThere = TestSocket.resuming(two, ben.token())) {
      benThere.await("welcome");
      benThere.say(
          "{'type':'resume','ref':'go','positions':{'%s':{'epoch':'%s','sequence':20},'nowhere':{'epoch':'e','sequence':1}}}",
          conversation, epoch);

      ann.rest().send(conversation, "live", "live");

      var messages = benThere.awaitAll("message", 231);
      assertThat(messages.stream().map(message -> message.get("sequence").longValue()))
          .containsExactlyElementsOf(
              java.util.stream.LongStream.rangeClosed(21, 251).boxed().toList());
      var resumed = benThere.awaitAll("resumed", 2);
      assertThat(resumed.getFirst().get("conversation").stringValue()).isEqualTo(conversation);
      assertThat(resumed.getFirst().get("head").longValue()).isBetween(250L, 251L);
      assertThat(resumed.getLast().get("ref").stringValue()).isEqualTo("go");
      assertThat(benThere.await("conversation.removed").get("conversation").stringValue())
          .isEqualTo("nowhere");
    }
  }

  @Test
  void resumeWhenItCannotBeContinuedThenResyncAndLive() {
    var ann = Person.of("ann");
    var ben = Person.of("ben");
    var conversation = ann.rest().create("direct", ben.id());
    ann.rest().send(conversation, "m1", "one");
    var epoch =
        ben.rest().get("/api/conversations/{id}", conversation).isStatus(200).text("/epoch");
    for (var position :
        List.of(
            "{'epoch':'other','sequence':1}",
            "{'epoch':'" + epoch + "','sequence':99}",
            "{'epoch':'" + epoch + "','sequence':-1}")) {
      try (var benThere = TestSocket.resuming(two, ben.token())) {
        benThere.await("welcome");
        benThere.say("{'type':'resume','ref':'go','positions':{'%s':%s}}", conversation, position);

        var resync = benThere.await("resync");
        assertThat(resync.get("epoch").stringValue()).isEqualTo(epoch);
        assertThat(resync.get("head").longValue()).isPositive();
        benThere.await("resumed");
        ann.rest().send(conversation, "after-" + position.hashCode(), "after");
        assertThat(benThere.await("message").get("text").stringValue()).isEqualTo("after");
      }
    }
  }

  @Test
  void typingWhenSaidThenOthersHearAndItEnds() {
    var ann = Person.of("ann");
    var ben = Person.of("ben");
    var conversation = ann.rest().create("direct", ben.id());
    try (var annHere = TestSocket.open(one, ann.token());
        var benThere = TestSocket.open(two, ben.token())) {
      annHere.await("welcome");
      benThere.await("welcome");

      annHere.say("{'type':'typing','conversation':'%s','on':true}", conversation);
      annHere.say("{'type':'typing','conversation':'%s','on':true}", conversation);

      assertThat(benThere.await("typing").get("on").booleanValue()).isTrue();
      assertThat(benThere.await("typing").get("on").booleanValue()).isFalse();
      assertThat(benThere.all("typing")).hasSize(2);
      assertThat(annHere.settle().all("typing")).isEmpty();
    }
  }

  @Test
  void editWhenBySocketThenAckForOneAndEventForOthers() {
    var ann = Person.of("ann");
    var ben = Person.of("ben");
    var conversation = ann.rest().create("direct", ben.id());
    var id = ann.rest().send(conversation, "m1", "one").get("id").stringValue();
    try (var annHere = TestSocket.open(one, ann.token());
        var benThere = TestSocket.open(two, ben.token())) {
      annHere.await("welcome");
      benThere.await("welcome");

      annHere.say(
          "{'type':'edit','ref':'e','conversation':'%s','message':'%s','text':'two'}",
          conversation, id);
      benThere.say(
          "{'type':'react','ref':'x','conversation':'%s','message':'%s','emoji':'x','on':true}",
          conversation, id);

      assertThat(annHere.await("ack").get("message").stringValue()).isEqualTo(id);
      assertThat(benThere.await("message.edited").get("text").stringValue()).isEqualTo("two");
      assertThat(annHere.await("reaction").get("emoji").stringValue()).isEqualTo("x");
      assertThat(annHere.all("message.edited")).isEmpty();
      assertThat(benThere.awaitAll("ack", 1)).hasSize(1);
    }
  }

  /// An `ack` comes before every event of its conversation with a higher sequence.
  private static void checkAcksBeforeLater(TestSocket socket) {
    long highest = 0;
    for (var frame : socket.all()) {
      if (frame.get("type").stringValue().equals("message")) {
        highest = Math.max(highest, frame.get("sequence").longValue());
      } else if (frame.get("type").stringValue().equals("ack")) {
        assertThat(frame.get("sequence").longValue()).isGreaterThan(highest);
      }
    }
  }
}
