package io.parley.chat.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.ChatNode;
import io.parley.chat.FakeAuth;
import io.parley.chat.RestClient;
import io.parley.common.id.LoginId;
import io.parley.common.id.UserId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// D18: nodes whose clocks are ten minutes fast and slow. Order, duplicates and resume go by
/// sequences and by the clocks of the stores; times on a node's own clock are for display. Only a
/// token is judged by the node's clock: a fast node takes it for expired that much earlier.
class FarClocksIT {

  private static final Duration FAR = Duration.ofMinutes(10);
  private static final int TURNS = 100;

  private static FakeAuth auth;
  private static ChatNode fast;
  private static ChatNode slow;

  @BeforeAll
  static void start() {
    auth = FakeAuth.start();
    var settings = ChatNode.settings(auth);
    settings.put("PARLEY_LIMIT_FRAMES_PER_SECOND", "0");
    fast = ChatNode.start(settings, Clock.class, Clock.offset(Clock.systemUTC(), FAR));
    slow = ChatNode.start(settings, Clock.class, Clock.offset(Clock.systemUTC(), FAR.negated()));
  }

  @AfterAll
  static void stop() {
    fast.close();
    slow.close();
    auth.close();
  }

  private static RestClient rest(ChatNode node, UserId user) {
    return RestClient.of(node, auth.token(user));
  }

  @Test
  void pingPongOverBothThenOneDenseOrderForAllAndNoTimeDecides() {
    var ann = auth.user("ann");
    var ben = auth.user("ben");
    var id = rest(fast, ann).create("direct", ben);
    try (var annFast = TestSocket.open(fast, auth.token(ann));
        var benSlow = TestSocket.open(slow, auth.token(ben));
        var annSlow = TestSocket.open(slow, auth.token(ann))) {
      List.of(annFast, benSlow, annSlow).forEach(socket -> socket.await("welcome"));
      for (int n = 0; n < TURNS; n++) {
        var sender = n % 2 == 0 ? annFast : benSlow;
        assertThat(sender.send(id, "m" + n, "" + n).get("sequence").longValue()).isEqualTo(n + 1);
      }

      var others = annSlow.awaitAll("message", TURNS);
      assertThat(others).extracting(frame -> frame.get("sequence").longValue()).isEqualTo(all());
      assertThat(others)
          .extracting(frame -> frame.get("text").stringValue())
          .isEqualTo(LongStream.range(0, TURNS).mapToObj(Long::toString).toList());
      var created =
          others.stream().map(it -> Instant.parse(it.get("createdAt").stringValue())).toList();
      assertThat(Duration.between(created.get(1), created.get(0)))
          .as("the times are as far apart as the clocks, and nothing goes by them")
          .isGreaterThan(FAR);
    }
    for (var node : List.of(fast, slow)) {
      var history = rest(node, ann).get("/api/conversations/{id}/messages?limit=200", id).body();
      assertThat(
              history.get("items").valueStream().map(it -> it.get("sequence").longValue()).toList())
          .isEqualTo(all());
    }
  }

  @Test
  void resendOnTheOtherNodeThenOnceAndOtherContentIsRefused() {
    var ann = auth.user("ann");
    var id = rest(fast, ann).create("direct", auth.user("ben"));
    var sent = rest(fast, ann).send(id, "m1", "once");
    var messages = "/api/conversations/{id}/messages";
    var again = rest(slow, ann).post(Map.of("clientMessageId", "m1", "text", "once"), messages, id);
    assertThat(again.isStatus(200).body().get("sequence")).isEqualTo(sent.get("sequence"));
    rest(slow, ann)
        .post(Map.of("clientMessageId", "m1", "text", "twice"), messages, id)
        .isProblem(409, "client-message-id-reused");
  }

  @Test
  void resumeOnTheOtherNodeThenExactAndThenLive() {
    var ann = auth.user("ann");
    var ben = auth.user("ben");
    var writer = rest(slow, ben);
    var id = writer.create("direct", ann);
    for (int n = 0; n < 20; n++) {
      writer.send(id, "m" + n, "" + n);
    }
    var epoch = writer.get("/api/conversations/{id}", id).text("/epoch");
    try (var socket = TestSocket.resuming(fast, auth.token(ann))) {
      socket.await("welcome");
      socket.say("{'type':'resume','positions':{'%s':{'epoch':'%s','sequence':7}}}", id, epoch);
      socket.await("resumed");
      writer.send(id, "live", "live");
      socket.awaitAll("message", 14);
      assertThat(socket.all("message"))
          .extracting(frame -> frame.get("sequence").longValue())
          .isEqualTo(LongStream.rangeClosed(8, 21).boxed().toList());
    }
  }

  @Test
  void tokenWhenItEndsWithinTheDifferenceThenTheFastNodeRefusesItAndTheSlowOneTakesIt() {
    var ann = auth.user("ann");
    var login = new LoginId("login-far");
    var soon = auth.token(ann, login, Instant.now().plus(FAR.dividedBy(2)));
    RestClient.of(fast, soon).get("/api/conversations").isProblem(401, "unauthenticated");
    RestClient.of(slow, soon).get("/api/conversations").isStatus(200);
  }

  private static List<Long> all() {
    return LongStream.rangeClosed(1, TURNS).boxed().toList();
  }
}
