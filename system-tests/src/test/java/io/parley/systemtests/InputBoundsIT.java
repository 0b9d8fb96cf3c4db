package io.parley.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// Input beyond its bounds, and input that means something to a store, a log or a template, through
/// the gateway to each service and over a socket: refused with a reason, or taken as the plain text
/// that it is. A bystander's socket goes on.
@ExtendWith(SharedPlatform.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InputBoundsIT {

  private static final int TEXT = 0x81;

  private final Platform platform;
  private final Api nobody;
  private final Api server;
  private final Api.Identity ada;
  private final Api.Identity ben;
  private final Api api;
  private final String conversation;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private CompletableFuture<Slow> slowHead;
  private CompletableFuture<Slow> slowBody;
  private ChatSocket bystander;

  InputBoundsIT(Platform platform) {
    this.platform = platform;
    nobody = new Api(platform.gateway(), null);
    server = new Api(platform.gateway(), platform.serverKey());
    ada = server.identity("ada-" + suffix());
    ben = server.identity("ben-" + suffix());
    api = server.as(ada.token());
    conversation = api.conversation("direct", List.of(ben.id()));
  }

  /// How a request ended that came byte by byte.
  private record Slow(RawConnection.Answer answer, Duration after) {}

  @BeforeAll
  void openBystanderAndBeginSlowly() {
    bystander = ChatSocket.open(platform.gateway(), ben.token());
    bystander.await("welcome");
    slowHead = CompletableFuture.supplyAsync(() -> drip("GET / HTTP/1.1\r\nX-Slow: "), threads);
    var head =
        "POST /api/auth/login HTTP/1.1\r\nHost: g\r\nContent-Type: application/json\r\n"
            + "Content-Length: 1000\r\n\r\n{";
    slowBody = CompletableFuture.supplyAsync(() -> drip(head), threads);
  }

  @AfterAll
  void nothingElseBroke() {
    var id = "after-" + suffix();
    Api.expect(201, api.post(messages(), Map.of("clientMessageId", id, "text", "still here")));
    bystander.await(frame -> frame.path("clientMessageId").asString("").equals(id));
    assertThat(bystander.closed()).isNotDone();
    bystander.close();
    threads.close();
  }

  @TestFactory
  Stream<DynamicTest> bodyWhenBeyondTheBoundsOfJsonThenInvalidEverywhere() {
    var deep = "[".repeat(101) + "]".repeat(101);
    return Map.of(
            "deep",
            deep,
            "a deep object",
            "{\"a\":".repeat(101) + "1" + "}".repeat(101),
            "a long number",
            "9".repeat(1_001),
            "a long fraction",
            "0." + "9".repeat(1_001),
            "a long name",
            "{\"" + "n".repeat(1_100) + "\":1}",
            "half an object",
            "{\"a\":",
            "no JSON",
            "NaN",
            "a comment",
            "/* a */ 1",
            "single quotes",
            "{'a':1}")
        .entrySet()
        .stream()
        .map(
            odd ->
                DynamicTest.dynamicTest(
                    odd.getKey(), () -> assertInvalidInAnIgnoredField(odd.getValue())));
  }

  @Test
  void bodyWhenItHasANameTwiceThenInvalid() {
    invalid(nobody.post("/api/auth/login", "{\"login\":\"a\",\"login\":\"b\",\"password\":\"c\"}"));
    invalid(api.post(messages(), message(suffix(), "twice", "1,\"text\":\"another\"")));
  }

  @Test
  void bodyWhenAtTheBoundsThenTaken() {
    var deep = "[".repeat(99) + "]".repeat(99);
    var number = "9".repeat(999);
    var name = "n".repeat(1_000);
    for (var odd : List.of(deep, number, "{\"" + name + "\":1}")) {
      Api.expect(201, api.post(messages(), message(suffix(), "at the bounds", odd)));
    }
  }

  @Test
  void fieldWhenOfAnotherTypeThenInvalidAndNotConverted() {
    for (var text : List.of("5", "true", "[\"a\"]", "{\"$gt\":\"\"}", "{\"$ne\":null}", "1.5")) {
      var body = "{\"clientMessageId\":\"" + suffix() + "\",\"text\":" + text + "}";
      Api.expect(400, api.post(messages(), body));
      var login = "{\"login\":" + text + ",\"password\":" + text + "}";
      Api.expect(400, nobody.post("/api/auth/login", login));
      var refresh = "{\"refreshToken\":" + text + "}";
      assertThat(nobody.post("/api/auth/refresh", refresh).status()).as(text).isEqualTo(400);
    }
    for (var mark : List.of("\"5\"", "1.5", "true", "{\"$inc\":1}", "1e400", "-1")) {
      var path = "/api/conversations/" + conversation + "/marks";
      Api.expect(400, api.put(path, "{\"read\":" + mark + "}"));
    }
    for (var kind : List.of("0", "\"GROUP \"", "{\"$in\":[]}")) {
      Api.expect(400, api.post("/api/conversations", "{\"kind\":" + kind + ",\"members\":[]}"));
    }
  }

  @Test
  void fieldWhenUnknownThenWithoutEffect() {
    var name = "zoe-" + suffix();
    var signedUp =
        nobody.post(
            "/api/auth/signup",
            Map.of(
                "email",
                name + "@example.org",
                "username",
                name,
                "fullName",
                "Zoe",
                "password",
                "seven lamps on the quay",
                "tokens",
                "body",
                "roles",
                List.of("admin"),
                "id",
                ada.id(),
                "emailVerified",
                true,
                "passwordHash",
                "x",
                "$set",
                Map.of("roles", List.of("admin"))));
    Api.expect(201, signedUp);
    assertThat(signedUp.body().at("/user/roles").toString()).isEqualTo("[\"user\"]");
    assertThat(signedUp.body().at("/user/id").asString()).isNotEqualTo(ada.id());
    var body = new LinkedHashMap<String, Object>();
    body.put("clientMessageId", suffix());
    body.put("text", "mine");
    body.put("sender", ben.id());
    body.put("sequence", 1);
    body.put("id", "chosen");
    body.put("deletedAt", "2020-01-01T00:00:00Z");
    var sent = api.post(messages(), body);
    Api.expect(201, sent);
    assertThat(sent.body().get("sender").asString()).isEqualTo(ada.id());
    assertThat(sent.body().get("id").asString()).isNotEqualTo("chosen");
    assertThat(sent.body().get("deletedAt").isNull()).isTrue();
    var profile =
        api.put("/api/auth/update-profile", Map.of("fullName", "Ada", "roles", List.of("admin")));
    Api.expect(200, profile);
    assertThat(profile.body().get("roles").toString()).isEqualTo("[\"user\"]");
  }

  @Test
  void queryWhenItWouldMeanSomethingToAStoreThenPlainText() {
    for (var query :
        List.of(".*", "%5E", "a.a-", "%24where", "%7B%22%24gt%22%3A%22%22%7D", "%2A")) {
      var found = api.get("/api/users?query=" + query);
      Api.expect(200, found);
      assertThat(found.body().get("items").size()).as(query).isZero();
    }
    assertThat(api.get("/api/users?query=" + ada.username()).body().get("items").size()).isOne();
    Api.expect(404, api.get("/api/conversations/%7B%22%24ne%22%3Anull%7D"));
    Api.expect(404, api.get("/api/users/%24ne"));
    var presence = api.get("/api/presence?users=%24ne,.*");
    assertThat(presence.status()).isIn(200, 400);
    assertThat(presence.body().toString()).doesNotContain("online");
    assertThat(api.get("/api/users?query%5B%24ne%5D=x").status()).isEqualTo(200);
  }

  @Test
  void textWhenATemplateOrALookupThenStoredAsItIsAndNobodyIsAsked() throws IOException {
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      listener.setSoTimeout(1);
      var lookup = "${jndi:ldap://127.0.0.1:" + listener.getLocalPort() + "/x}";
      for (var text :
          List.of(
              lookup,
              "#{T(java.lang.Runtime).getRuntime().exec('true')}",
              "${7*7}",
              "{{7*7}}",
              "<script>alert(1)</script>",
              "%s%n%x{}",
              "'; db.dropDatabase(); //")) {
        var sent = api.post(messages(), Map.of("clientMessageId", suffix(), "text", text));
        Api.expect(201, sent);
        assertThat(sent.body().get("text").asString()).isEqualTo(text);
        var login = Map.of("login", text, "password", text);
        assertThat(nobody.post("/api/auth/login", login).status()).isIn(400, 401);
        var headers = Map.of("User-Agent", text, "X-Request-Id", text, "Referer", text);
        var answer = api.call("GET", "/api/conversations", null, headers);
        Api.expect(200, answer);
        assertThat(answer.response().headers().firstValue("X-Request-Id").orElse(""))
            .isNotEmpty()
            .isNotEqualTo(text);
      }
      org.assertj.core.api.Assertions.assertThatThrownBy(listener::accept)
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void logWhenInputHasLineEndsThenOneLineEach() throws IOException {
    var mark = "FORGED" + suffix();
    var odd = "x\r\n2026-01-01 INFO " + mark + "\u2028" + mark + "\u001b[31m" + mark;
    nobody.post("/api/auth/login", Map.of("login", odd, "password", odd));
    nobody.post("/api/auth/password-reset", Map.of("email", odd));
    api.post(messages(), Map.of("clientMessageId", odd, "text", "x"));
    api.post("/api/conversations", Map.of("kind", "group", "name", odd, "members", List.of(odd)));
    api.get("/api/conversations/x%0d%0a" + mark);
    api.get("/api/users?query=x%0d%0a" + mark);
    RawConnection.upgrade(platform.gateway(), "/ws?ticket=x%0d%0a" + mark);
    try (var socket = ChatSocket.open(platform.gateway(), ada.token())) {
      socket.send(Map.of("type", odd, "ref", odd));
      socket.await("problem");
    }
    try (var logs = Files.list(platform.data().resolve("log"))) {
      for (var log : logs.toList()) {
        assertThat(Files.readAllLines(log))
            .as(log.getFileName().toString())
            .noneMatch(line -> line.startsWith("2026-01-01 INFO") || line.startsWith(mark))
            .noneMatch(line -> line.contains("\u001b"));
      }
    }
  }

  @Test
  void listWhenItsPageOrCursorIsWrongThenInvalid() {
    for (var path : List.of("/api/conversations", messages(), "/api/users", events(), members())) {
      var first = path + (path.equals(events()) ? "?after=0&" : "?");
      for (var limit : List.of("0", "-1", "201", "9999999999999999999", "abc", "1.5")) {
        var answer = api.get(first + "limit=" + limit);
        assertThat(answer.status()).as(first + "limit=" + limit).isEqualTo(400);
        assertThat(answer.body().get("type").asString()).isEqualTo("/problems/invalid");
      }
      Api.expect(200, api.get(first + "limit=200"));
    }
    for (var path : List.of("/api/conversations", "/api/users", "/api/users?query=a")) {
      for (var cursor : List.of("made-up", "%24ne", "eyJhIjoxfQ", "A".repeat(3_000))) {
        var answer = api.get(path + (path.contains("?") ? "&" : "?") + "cursor=" + cursor);
        Api.expect(400, answer);
        assertThat(answer.body().get("type").asString()).isEqualTo("/problems/bad-cursor");
      }
    }
    var page = api.get("/api/users?limit=1");
    var cursor = page.body().get("next").asString();
    Api.expect(200, api.get("/api/users?limit=1&cursor=" + cursor));
    Api.expect(400, api.get("/api/users?query=a&limit=1&cursor=" + cursor));
    Api.expect(400, api.get("/api/conversations?cursor=" + cursor));
    for (var position : List.of("-1", "x", "99999999999999999999", "%24gt", "1.0")) {
      Api.expect(400, api.get(messages() + "?after=" + position));
    }
  }

  @Test
  void idWhenForeignThenAnsweredAsAMissingOne() {
    var eve = server.identity("eve-" + suffix());
    var eves = server.as(eve.token());
    var theirs = eves.conversation("group", List.of());
    var text = Map.of("clientMessageId", suffix(), "text", "theirs");
    var sent = eves.post("/api/conversations/" + theirs + "/messages", text);
    var message = sent.body().get("id").asString();
    var login = eves.get("/api/auth/logins").body().at("/items/0/id").asString();
    for (var route :
        List.of(
            "GET /api/conversations/%s",
            "PATCH /api/conversations/%s",
            "DELETE /api/conversations/%s",
            "GET /api/conversations/%s/messages",
            "POST /api/conversations/%s/messages",
            "GET /api/conversations/%s/messages/" + message,
            "DELETE /api/conversations/%s/messages/" + message,
            "GET /api/conversations/%s/members",
            "GET /api/conversations/%s/marks",
            "PUT /api/conversations/%s/marks",
            "GET /api/conversations/%s/events?after=0")) {
      alike(route, theirs, "gdoesnotexist");
    }
    alike("GET " + messages() + "/%s", message, "mdoesnotexist");
    alike("PATCH " + messages() + "/%s", message, "mdoesnotexist");
    alike("DELETE /api/auth/logins/%s", login, "ldoesnotexist");
    Api.expect(200, eves.get("/api/auth/check"));
  }

  @Test
  void bodyWhenTooLargeOrOfAnotherTypeThenSaidSoByEachService() {
    var large = "{\"login\":\"" + "z".repeat(200_000) + "\"}";
    Api.expect(413, nobody.post("/api/auth/login", large));
    Api.expect(413, api.post("/api/conversations", large));
    for (var path : List.of("/api/auth/login", "/api/auth/signup", "/api/conversations")) {
      for (var type :
          List.of("text/plain", "application/x-www-form-urlencoded", "application/xml")) {
        var answer = api.call("POST", path, "{}", Map.of("Content-Type", type));
        assertThat(answer.status()).as(path + " " + type).isEqualTo(415);
        assertThat(answer.body().get("type").asString()).isEqualTo("/problems/unsupported-type");
      }
    }
    try (var chunked = RawConnection.open(platform.gateway())) {
      var head =
          chunked.head(
              "POST",
              "/api/auth/login",
              "Content-Type: application/json",
              "Transfer-Encoding: chunked",
              "Connection: close");
      chunked.say(head + "30d40\r\n{\"login\":\"" + "z".repeat(150_000));
      assertThat(chunked.answer().status()).isEqualTo(413);
    }
  }

  @TestFactory
  Stream<DynamicTest> frameWhenAgainstRfc6455ThenThatSocketClosesAsItSays() {
    var ping = "{\"type\":\"ping\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return Stream.of(
        closes("compressed", 1002, socket -> socket.sayFrame(0xC1, ping)),
        closes("with the second reserved bit", 1002, socket -> socket.sayFrame(0xA1, ping)),
        closes("of an unknown kind", 1002, socket -> socket.sayFrame(0x83, ping)),
        closes("of an unknown control kind", 1002, socket -> socket.sayFrame(0x8B)),
        closes(
            "without a mask",
            1002,
            socket -> socket.say((byte) 0x81, (byte) 2, (byte) '{', (byte) '}')),
        closes("that continues nothing", 1002, socket -> socket.sayFrame(0x80, ping)),
        closes(
            "that begins twice", 1002, socket -> socket.sayFrame(0x01, ping).sayFrame(TEXT, ping)),
        closes("a ping in parts", 1002, socket -> socket.sayFrame(0x09, ping)),
        closes("a ping too long", 1002, socket -> socket.say(longPing())),
        closes("a close of one byte", 1002, socket -> socket.sayFrame(0x88, (byte) 3)),
        closes("binary", 1003, socket -> socket.sayFrame(0x82, ping)),
        closes(
            "bad UTF-8",
            1007,
            socket -> socket.sayFrame(TEXT, (byte) '"', (byte) 0xFF, (byte) '"')),
        closes("too large by its length", 1009, socket -> socket.say(hugeFrame())));
  }

  @Test
  void upgradeWhenItOffersCompressionThenWithoutIt() {
    var answer =
        RawConnection.upgrade(
            platform.gateway(),
            "/ws",
            "Authorization: Bearer " + ada.token(),
            "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits, x-webkit-deflate-frame");
    assertThat(answer.status()).isEqualTo(101);
    assertThat(answer.headers()).doesNotContainKey("sec-websocket-extensions");
  }

  @Test
  void requestWhenItComesByteByByteThenItsTimeIsOver() throws Exception {
    var head = slowHead.get(60, TimeUnit.SECONDS);
    assertThat(head.after()).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(16));
    var body = slowBody.get(60, TimeUnit.SECONDS);
    // The answer may lose against the close, which comes right after it
    assertThat(body.answer().status()).isIn(0, 408);
    assertThat(body.answer().problem()).isIn("", "too-slow");
    assertThat(body.after()).isBetween(Duration.ofSeconds(25), Duration.ofSeconds(38));
  }

  /// One byte more each half second, until somebody answers or has had enough.
  private Slow drip(String beginning) {
    var begun = System.nanoTime();
    try (var connection = RawConnection.open(platform.gateway())) {
      var answer = CompletableFuture.supplyAsync(connection::answer, threads);
      connection.say(beginning);
      while (!answer.isDone() && System.nanoTime() - begun < 60_000_000_000L) {
        LockSupport.parkNanos(500_000_000L);
        try {
          connection.say("x");
        } catch (UncheckedIOException closed) {
          break;
        }
      }
      var after = Duration.ofNanos(System.nanoTime() - begun);
      return new Slow(
          answer.exceptionally(gone -> new RawConnection.Answer(0, Map.of(), "")).join(), after);
    }
  }

  private DynamicTest closes(
      String name, int code, java.util.function.Consumer<RawConnection> say) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          try (var socket = RawConnection.open(platform.gateway())) {
            var opened = socket.upgrade("/ws", "Authorization: Bearer " + ada.token());
            assertThat(opened.status()).isEqualTo(101);
            say.accept(socket);
            assertThat(socket.closeCode()).isEqualTo(code);
          }
          assertThat(bystander.closed()).isNotDone();
        });
  }

  private static byte[] longPing() {
    var frame = new byte[8 + 126];
    frame[0] = (byte) 0x89;
    frame[1] = (byte) (0x80 | 126);
    frame[3] = 126;
    return frame;
  }

  /// The head of a frame that says it has 2^40 bytes.
  private static byte[] hugeFrame() {
    var frame = new byte[14];
    frame[0] = (byte) TEXT;
    frame[1] = (byte) (0x80 | 127);
    frame[4] = 1;
    return frame;
  }

  private void assertInvalidInAnIgnoredField(String odd) {
    var login = "{\"login\":\"a\",\"password\":\"b\",\"ignored\":" + odd + "}";
    invalid(nobody.post("/api/auth/login", login));
    var before = api.history(conversation).size();
    invalid(api.post(messages(), message(suffix(), "never", odd)));
    assertThat(api.history(conversation)).hasSize(before);
    try (var socket = ChatSocket.open(platform.gateway(), ada.token())) {
      socket.sendText("{\"type\":\"ping\",\"ref\":\"r\",\"ignored\":" + odd + "}");
      assertThat(socket.await("problem").get("problem").asString()).isEqualTo("invalid");
      socket.send(Map.of("type", "ping", "ref", "after"));
      socket.await("pong");
    }
  }

  private static void invalid(Api.Answer answer) {
    Api.expect(400, answer);
    assertThat(answer.body().get("type").asString()).isEqualTo("/problems/invalid");
    assertThat(answer.body().get("errors")).isNotEmpty();
  }

  private void alike(String route, String foreign, String missing) {
    var answers = new ArrayList<Api.Answer>();
    for (var id : List.of(foreign, missing)) {
      var words = route.formatted(id).split(" ");
      var body = words[0].equals("GET") || words[0].equals("DELETE") ? null : anything();
      answers.add(api.call(words[0], words[1], body, Map.of()));
    }
    Api.expect(404, answers.getFirst());
    Api.expect(404, answers.getLast());
    assertThat(answers.getFirst().body()).as(route).isEqualTo(answers.getLast().body());
  }

  private static Map<String, Object> anything() {
    return Map.of("clientMessageId", suffix(), "text", "x", "name", "x", "read", 1);
  }

  private static String message(String id, String text, String ignored) {
    return "{\"clientMessageId\":\""
        + id
        + "\",\"text\":\""
        + text
        + "\",\"ignored\":"
        + ignored
        + "}";
  }

  private String messages() {
    return "/api/conversations/" + conversation + "/messages";
  }

  private String events() {
    return "/api/conversations/" + conversation + "/events";
  }

  private String members() {
    return "/api/conversations/" + conversation + "/members";
  }

  private static String suffix() {
    return UUID.randomUUID().toString().substring(0, 8);
  }
}
