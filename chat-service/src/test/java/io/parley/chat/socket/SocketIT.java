package io.parley.chat.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.parley.chat.ChatNode;
import io.parley.chat.FakeAuth;
import io.parley.chat.RestClient;
import io.parley.common.bus.Channels;
import io.parley.common.bus.Revocation;
import io.parley.common.id.LoginId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One node with the limits as they are by default: what a client may do wrong, and how long a
/// socket lives.
class SocketIT {

  private static FakeAuth auth;
  private static ChatNode node;

  @BeforeAll
  static void start() {
    auth = FakeAuth.start();
    node = ChatNode.start(ChatNode.settings(auth));
  }

  @AfterAll
  static void stop() {
    node.close();
    auth.close();
  }

  @Test
  void openWhenNoUpgradeThenProblemsInPlainHttp() {
    var token = auth.token(auth.user("ann"));
    RestClient.ofNobody(node).get("/ws").isProblem(401, "unauthenticated");
    RestClient.of(node, "nonsense").get("/ws").isProblem(401, "unauthenticated");
    RestClient.of(node, token).get("/ws").isProblem(400, "invalid");
    assertThat(status(token, "other.v9", "?ticket=x", null)).isEqualTo(400);
    assertThat(status(null, null, "?ticket=nonsense", null)).isEqualTo(401);
    assertThat(status(null, null, "", "parley_access=" + token)).isEqualTo(403);
  }

  @Test
  void openWhenCookieComesWithAnAllowedOriginThenWelcome() {
    var token = auth.token(auth.user("ann"));
    var client =
        HttpClient.create()
            .headers(
                headers ->
                    headers
                        .add("Cookie", "parley_access=" + token)
                        .add("Origin", "http://localhost:8080"));
    try (var socket =
        TestSocket.open(
            client,
            "ws://127.0.0.1:" + node.port() + "/ws",
            WebsocketClientSpec.builder().protocols("other, parley.v1"))) {
      socket.await("welcome");
    }
  }

  @Test
  void openWhenTicketIsUsedTwiceThenOnce() {
    var user = auth.user("ann");
    var until = Instant.now().plusSeconds(600);
    var ticket =
        auth.ticket(
            user, new LoginId("l-" + UUID.randomUUID()), Instant.now().plusSeconds(30), until);
    var uri = "ws://127.0.0.1:" + node.port() + "/ws?ticket=" + ticket;
    try (var socket = TestSocket.open(HttpClient.create(), uri)) {
      var welcome = socket.await("welcome");
      assertThat(Instant.parse(welcome.get("expiresAt").stringValue()).getEpochSecond())
          .isEqualTo(until.getEpochSecond());
      assertThat(welcome.get("user").stringValue()).isEqualTo(user.value());
      assertThat(welcome.at("/limits/frameBytes").longValue()).isEqualTo(65_536);
    }
    assertThat(status(null, null, "?ticket=" + ticket, null)).isEqualTo(401);
  }

  @Test
  void openWhenUserHasTooManySocketsThenRateLimitedUntilOneCloses() {
    var token = auth.token(auth.user("ann"));
    var sockets = new ArrayList<TestSocket>();
    try {
      for (int n = 0; n < 10; n++) {
        sockets.add(TestSocket.open(node, token));
      }
      assertThat(status(token, null, "", null)).isEqualTo(429);
      sockets.removeLast().close();
      await(() -> status(token, null, "", null) == 101);
    } finally {
      sockets.forEach(TestSocket::close);
    }
  }

  @Test
  void sayWhenFramesAreWrongThenProblemsAndTheTwentiethCloses() {
    var ann = auth.user("ann");
    try (var socket = TestSocket.open(node, auth.token(ann))) {
      socket.await("welcome");
      socket.raw("nonsense");
      assertThat(socket.await("problem").get("problem").stringValue()).isEqualTo("invalid");
      socket.say("{'type':'fly','ref':'7'}");
      assertThat(socket.await("problem").get("ref").stringValue()).isEqualTo("7");
      for (int n = 0; n < 30; n++) {
        socket.say(
            "{'type':'send','ref':'r','conversation':'nowhere','clientMessageId':'m%d','text':'x'}",
            n);
      }
      assertThat(socket.awaitAll("problem", 32).getLast().get("problem").stringValue())
          .isEqualTo("not-found");
      for (int n = 0; n < 18; n++) {
        socket.say("{}");
      }

      assertThat(socket.closeCode()).isEqualTo(4500);
    }
  }

  @Test
  void sayWhenNotTextThenClosedByTheRules() {
    var token = auth.token(auth.user("ann"));
    try (var binary = TestSocket.open(node, token);
        var large = TestSocket.open(node, token);
        var parts = TestSocket.open(node, token);
        var broken = TestSocket.open(node, token);
        var good = TestSocket.open(node, token)) {
      good.await("welcome");
      binary.write(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {1})));
      large.raw(" ".repeat(300_000));
      parts.write(new TextWebSocketFrame(false, 0, " ".repeat(40_000)));
      parts.write(new ContinuationWebSocketFrame(true, 0, " ".repeat(40_000)));
      broken.write(
          new TextWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {'"', (byte) 0xff, '"'})));

      assertThat(binary.closeCode()).isEqualTo(1003);
      assertThat(large.closeCode()).isEqualTo(1009);
      assertThat(parts.closeCode()).isEqualTo(1009);
      assertThat(broken.closeCode()).isEqualTo(1007);
      good.settle();
    }
  }

  @Test
  void sayWhenInPartsThenPutTogether() {
    try (var socket = TestSocket.open(node, auth.token(auth.user("ann")))) {
      socket.write(new TextWebSocketFrame(false, 0, "{\"type\":\"ping\","));
      socket.write(new ContinuationWebSocketFrame(false, 0, "\"ref\":"));
      socket.write(new ContinuationWebSocketFrame(true, 0, "\"é\"}"));

      assertThat(socket.await("pong").get("ref").stringValue()).isEqualTo("é");
      assertThat(socket.all().getFirst().get("type").stringValue()).isEqualTo("welcome");
    }
  }

  @Test
  void sayWhenTooManyFramesThenClosed() {
    try (var socket = TestSocket.open(node, auth.token(auth.user("ann")))) {
      socket.await("welcome");
      for (int n = 0; n < 260; n++) {
        socket.say("{'type':'ping'}");
      }

      assertThat(socket.closeCode()).isEqualTo(4005);
    }
  }

  @Test
  void sendWhenContentIsWrongThenInvalidAndLaterOnesGoOn() {
    var ann = auth.user("ann");
    var ben = auth.user("ben");
    var token = auth.token(ann);
    var conversation = RestClient.of(node, token).create("direct", ben);
    try (var socket = TestSocket.open(node, token)) {
      socket.await("welcome");
      socket.say(
          "{'type':'send','ref':'1','conversation':'%s','clientMessageId':'m1','text':'%s'}",
          conversation, "x".repeat(20_000));
      socket.say(
          "{'type':'send','ref':'2','conversation':'%s','clientMessageId':'m2','text':'ok'}",
          conversation);
      socket.say(
          "{'type':'send','ref':'3','conversation':'%s','clientMessageId':'m2','text':'ok'}",
          conversation);
      socket.say(
          "{'type':'send','ref':'4','conversation':'%s','clientMessageId':'m2','text':'other'}",
          conversation);
      socket.say("{'type':'mark','ref':'5','conversation':'%s','read':-4}", conversation);

      var acks = socket.awaitAll("ack", 2);
      assertThat(acks.get(1).get("duplicate").booleanValue()).isTrue();
      assertThat(acks.get(1).get("message")).isEqualTo(acks.get(0).get("message"));
      socket.awaitAll("problem", 3);
      assertThat(problem(socket, "1").get("detail").stringValue())
          .contains("20000")
          .contains("16384");
      assertThat(problem(socket, "4").get("problem").stringValue())
          .isEqualTo("client-message-id-reused");
      assertThat(problem(socket, "5").get("problem").stringValue()).isEqualTo("invalid");
    }
  }

  @Test
  void liveWhenTokenEndsThenWarnedExtendedAndAtLastClosed() {
    var user = auth.user("ann");
    var login = new LoginId("l-" + UUID.randomUUID());
    try (var socket =
        TestSocket.open(node, auth.token(user, login, Instant.now().plusSeconds(4)))) {
      socket.await("welcome");
      socket.await("auth.expiring");
      var until = Instant.now().plusSeconds(6);
      socket.say("{'type':'auth','ref':'a','token':'%s'}", auth.token(user, login, until));

      var again = socket.await("welcome");
      assertThat(again.get("ref").stringValue()).isEqualTo("a");
      assertThat(socket.closeCode()).isEqualTo(4001);
      assertThat(Instant.now()).isAfter(until.minusSeconds(1));
    }
  }

  @Test
  void authWhenTokensAreOfOthersThenTheThirdCloses() {
    var user = auth.user("ann");
    try (var socket = TestSocket.open(node, auth.token(user))) {
      socket.await("welcome");
      for (int n = 0; n < 3; n++) {
        socket.say("{'type':'auth','token':'%s'}", auth.token(user));
      }

      assertThat(socket.awaitAll("problem", 2).getFirst().get("problem").stringValue())
          .isEqualTo("unauthenticated");
      assertThat(socket.closeCode()).isEqualTo(4500);
    }
  }

  @Test
  void liveWhenLoginIsRevokedThenClosed() {
    var user = auth.user("ann");
    var login = new LoginId("l-" + UUID.randomUUID());
    var token = auth.token(user, login, Instant.now().plusSeconds(600));
    try (var socket = TestSocket.open(node, token);
        var other = TestSocket.open(node, auth.token(user))) {
      socket.await("welcome");
      other.await("welcome");
      var revocation = auth.revoke(login, user);

      publish(revocation);

      assertThat(socket.closeCode()).isEqualTo(4503);
      other.settle();
    }
    assertThat(status(token, null, "", null)).isEqualTo(401);
  }

  @Test
  void resumeWhenPromisedButNotSaidThenClosed() {
    try (var socket = TestSocket.resuming(node, auth.token(auth.user("ann")))) {
      socket.await("welcome");

      assertThat(socket.closeCode()).isEqualTo(4500);
    }
  }

  @Test
  void slowReaderWhenItStopsReadingThenClosedAndOthersGoOn() {
    var settings = ChatNode.settings(auth);
    settings.put("PARLEY_LIMIT_OUTBOX_FRAMES", "200");
    settings.put("PARLEY_LIMIT_FRAMES_PER_SECOND", "0");
    try (var own = ChatNode.start(settings)) {
      var ann = auth.user("ann");
      var ben = auth.user("ben");
      var rest = RestClient.of(own, auth.token(ann));
      var conversation = rest.create("direct", ben);
      var text = "x".repeat(16_000);
      var token = auth.token(ben);
      var small =
          HttpClient.create()
              .option(ChannelOption.SO_RCVBUF, 16_384)
              .headers(headers -> headers.add("Authorization", "Bearer " + token));
      try (var slow = TestSocket.open(small, "ws://127.0.0.1:" + own.port() + "/ws");
          var quick = TestSocket.open(own, auth.token(ben));
          var sender = TestSocket.open(own, auth.token(ann))) {
        slow.await("welcome");
        quick.await("welcome");
        sender.await("welcome");
        slow.stall(true);
        int sent = 0;
        while (own.bean(Sessions.class).of(ben).stream()
                .noneMatch(dialogue -> dialogue.session().isClosing())
            && sent < 2_000) {
          for (int n = 0; n < 20; n++) {
            sender.say(
                "{'type':'send','conversation':'%s','clientMessageId':'m%d','text':'%s'}",
                conversation, sent++, text);
          }
          sender.awaitAll("ack", sent);
        }
        slow.stall(false);

        assertThat(slow.closeCode()).isEqualTo(4002);
        quick.awaitAll("message", sent);
        assertThat(quick.isOpen()).isTrue();
      }
    }
  }

  @Test
  void drainWhenNodeStopsThenReconnectAnswersAndPoliteClose() {
    var settings = ChatNode.settings(auth);
    settings.put("parley.chat.socket.drain", "3s");
    var own = ChatNode.start(settings);
    var ann = auth.user("ann");
    var conversation = RestClient.of(own, auth.token(ann)).create("direct", auth.user("ben"));
    try (var socket = TestSocket.open(own, auth.token(ann))) {
      socket.await("welcome");
      var stopping = new Thread(own::close);
      stopping.start();
      socket.await("reconnect");
      var port = own.port();
      socket.say(
          "{'type':'send','conversation':'%s','clientMessageId':'m','text':'last'}", conversation);

      socket.await("ack");
      assertThat(port).isPositive();
      assertThat(socket.closeCode()).isIn(1001, 4000);
      join(stopping);
    }
  }

  @Test
  void drainWhenGatewayDrainsThenOnlyItsSessionsLeave() {
    var token = auth.token(auth.user("ann"));
    var client =
        HttpClient.create()
            .headers(
                headers ->
                    headers
                        .add("Authorization", "Bearer " + token)
                        .add("X-Parley-Gateway", "gw-1"));
    try (var through = TestSocket.open(client, "ws://127.0.0.1:" + node.port() + "/ws");
        var direct = TestSocket.open(node, token)) {
      through.await("welcome");
      direct.await("welcome");

      var word = "{\"type\":\"gateway.draining\",\"gateway\":\"gw-1\"}";
      redis()
          .convertAndSend(Channels.GATEWAYS, word)
          .then(redis().convertAndSend(Channels.GATEWAYS, word))
          .block(Duration.ofSeconds(5));

      assertThat(through.closeCode()).isEqualTo(1001);
      assertThat(through.all("reconnect")).hasSize(1);
      direct.settle();
    }
  }

  private static JsonNode problem(TestSocket socket, String ref) {
    return socket.all("problem").stream()
        .filter(problem -> problem.path("ref").stringValue("").equals(ref))
        .findFirst()
        .orElseThrow();
  }

  private static ReactiveStringRedisTemplate redis() {
    return node.bean(ReactiveStringRedisTemplate.class);
  }

  private static void publish(Revocation revocation) {
    var message =
        JsonMapper.builder()
            .build()
            .writeValueAsString(
                Map.of(
                    "login", revocation.login().value(),
                    "user", revocation.user().value(),
                    "at", revocation.at().toString(),
                    "until", revocation.at().plusSeconds(600).toString()));
    redis().convertAndSend(Channels.REVOCATIONS, message).block(Duration.ofSeconds(5));
  }

  /// The status with which an upgrade is answered.
  private static int status(
      @Nullable String token, @Nullable String protocol, String query, @Nullable String cookie) {
    var request =
        WebClient.builder()
            .baseUrl(node.url())
            .clientConnector(new ReactorClientHttpConnector(HttpClient.newConnection()))
            .build()
            .get()
            .uri("/ws" + query)
            .header("Connection", "Upgrade")
            .header("Upgrade", "websocket")
            .header("Sec-WebSocket-Version", "13")
            .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (protocol != null) {
      request.header("Sec-WebSocket-Protocol", protocol);
    }
    if (cookie != null) {
      request.header("Cookie", cookie);
    }
    var status =
        request
            .exchangeToMono(answer -> reactor.core.publisher.Mono.just(answer.statusCode().value()))
            .block(Duration.ofSeconds(10));
    assertThat(status).isNotNull();
    return status;
  }

  private static void await(java.util.function.BooleanSupplier done) {
    var end = Instant.now().plusSeconds(10);
    while (!done.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(end);
      Thread.onSpinWait();
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join(Duration.ofSeconds(30));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    assertThat(thread.isAlive()).isFalse();
  }
}
