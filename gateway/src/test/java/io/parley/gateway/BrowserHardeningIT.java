package io.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.gateway.connection.RawSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

/// Every kind of answer that leaves a gateway, whoever made it: the security headers are on it, no
/// header says what runs here, errors are problems, and nothing of `/api` is kept by anyone.
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserHardeningIT {

  private static final String ORIGIN = "https://chat.example.org";
  private static final String CONVERSATIONS = "/api/conversations";
  private static final int AT_ONCE = 4;

  private final FakeAuth auth = new FakeAuth();
  private final FakeService presence = new FakeService("presence", 0, routes -> {});
  private final FakeService chat =
      new FakeService(
          "chat",
          0,
          routes ->
              routes
                  .get(
                      CONVERSATIONS + "/broken",
                      (request, response) -> {
                        request.withConnection(connection -> connection.dispose());
                        return Mono.never();
                      })
                  .get(
                      "/ws",
                      (request, response) ->
                          response
                              .status(429)
                              .header("Content-Type", "application/problem+json")
                              .header("Server", "secret/1.0")
                              .sendString(Mono.just("{\"type\":\"/problems/rate-limited\"}"))));
  private final TestGateway gateway = gateway(ORIGIN, chat);
  private final String token = auth.access("ann");

  private TestGateway gateway(String origin, FakeService chatService) {
    return new TestGateway(
        auth.url(),
        List.of(chatService.url()),
        presence.url(),
        "PARLEY_LIMIT_HANDSHAKES_PER_ADDRESS=0",
        "PARLEY_LIMIT_SEARCHES_PER_USER=1",
        "parley.gateway.probe-period=1h",
        "PARLEY_PUBLIC_ORIGIN=" + origin);
  }

  /// What came back.
  ///
  /// @param headers in lower case; of a repeated one all values
  private record Answer(int status, Map<String, List<String>> headers, String body) {

    static Answer of(RawSocket socket) {
      var lines = socket.readHead().split("\r\n", -1);
      var headers = new TreeMap<String, List<String>>();
      for (int i = 1; i < lines.length && !lines[i].isEmpty(); i++) {
        var name = lines[i].substring(0, lines[i].indexOf(':')).toLowerCase(Locale.ROOT);
        headers
            .computeIfAbsent(name, key -> new ArrayList<>())
            .add(lines[i].substring(name.length() + 1).strip());
      }
      return new Answer(Integer.parseInt(lines[0].split(" ")[1]), headers, socket.readRest());
    }

    String header(String name) {
      return String.join("|", headers.getOrDefault(name, List.of()));
    }
  }

  @BeforeAll
  void start() {
    gateway.whole();
    await().until(() -> gateway.get("/api/users").statusCode() == 200);
    await().until(() -> gateway.get("/api/presence?users=a").statusCode() == 200);
  }

  @AfterAll
  void stop() {
    gateway.close();
    chat.close();
    presence.close();
    auth.close();
  }

  @TestFactory
  Stream<DynamicTest> everyAnswerIsHardened() {
    var bearer = "Authorization: Bearer " + token;
    return Stream.of(
        walk("the page", 200, get("/")),
        walk("a file", 200, get("/assets/app-0a1b2c3d.js")),
        walk("a document", 200, get("/api/openapi.json")),
        walk("a document that is known", 304, get("/api/openapi.json", knownTag())),
        walk("health", 200, get("/health")),
        walk("health by HEAD", 200, request("HEAD", "/health")),
        walk("an answer of a service", 200, get(CONVERSATIONS, bearer)),
        walk("a preflight", 204, preflight(ORIGIN)),
        walk("a foreign preflight", 204, preflight("https://evil.example")),
        walk("no HTTP", 400, "what is this\r\n\r\n"),
        walk("a header that is none", 400, "GET / HTTP/1.1\r\nHost: g\r\nb\u0001d: x\r\n\r\n"),
        walk("a plain request for a socket", 400, get("/ws", bearer)),
        walk("a socket of nobody", 401, get("/ws", upgrade())),
        walk(
            "a socket by cookie of a foreign page",
            403,
            get(
                "/ws",
                upgrade(),
                "Cookie: __Host-parley_access=" + token,
                "Origin: https://evil.example")),
        walk("nothing there", 404, get("/nothing")),
        walk("nothing there in the API", 404, get("/api/nothing", bearer)),
        walk("what is hidden", 404, get("/internal/ready", bearer)),
        walk("another method", 405, request("DELETE", "/health")),
        walk("a body too large", 413, request("POST", CONVERSATIONS, "Content-Length: 999999")),
        walk("an address too long", 414, get("/" + "x".repeat(9000))),
        walk("headers too large", 431, get("/", "X-Much: " + "y".repeat(20_000))),
        walk("a search too many", 429, secondSearch()),
        walk("a refusal of a chat node", 429, get("/ws", upgrade(), bearer)),
        walk("a service that breaks off", 503, get(CONVERSATIONS + "/broken", bearer)));
  }

  @Test
  void serviceIsAwayThenThatAnswerIsHardenedToo() {
    var gone = new FakeService("gone", 0, routes -> {});
    try (var other = gateway("http://localhost:8080", gone)) {
      other.whole();
      gone.close();
      var answer = send(other, get(CONVERSATIONS));
      assertHardened(503, answer);
      assertThat(answer.headers()).doesNotContainKey("strict-transport-security");
      assertThat(answer.header("retry-after")).isNotEmpty();
    }
  }

  private DynamicTest walk(String name, int status, String request) {
    return DynamicTest.dynamicTest(
        status + ": " + name,
        () -> {
          var answer = send(gateway, request);
          assertHardened(status, answer);
          assertThat(answer.header("strict-transport-security")).isEqualTo("max-age=31536000");
          if (request.contains(" /api/") && !request.contains("api.json")) {
            assertThat(answer.header("cache-control")).isEqualTo("no-store");
          }
        });
  }

  private static void assertHardened(int status, Answer answer) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("content-security-policy"))
        .contains("default-src 'self'", "object-src 'none'", "base-uri 'none'")
        .contains("frame-ancestors 'none'")
        .doesNotContain("unsafe", "*", "|");
    assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(answer.header("x-frame-options")).isEqualTo("DENY");
    assertThat(answer.header("referrer-policy")).isEqualTo("no-referrer");
    assertThat(answer.header("cross-origin-opener-policy")).isEqualTo("same-origin");
    assertThat(answer.header("cross-origin-resource-policy")).isEqualTo("same-origin");
    assertThat(answer.header("permissions-policy")).contains("camera=()", "geolocation=()");
    assertThat(answer.headers().getOrDefault("x-request-id", List.of())).hasSize(1);
    assertThat(answer.headers()).doesNotContainKeys("server", "x-powered-by", "via");
    if (status >= 400) {
      assertThat(answer.header("content-type")).startsWith("application/problem+json");
      assertThat(answer.body()).contains("/problems/").doesNotContain("Exception", "netty");
    }
    if (status >= 400 && status != 429) {
      assertThat(answer.header("cache-control")).isEqualTo("no-store");
    }
    if (status == 429 && answer.headers().containsKey("ratelimit")) {
      assertThat(answer.header("ratelimit")).isEqualTo("\"searches\";r=0;t=60");
      assertThat(answer.header("ratelimit-policy")).isEqualTo("\"searches\";q=1;w=60");
      assertThat(Integer.parseInt(answer.header("retry-after"))).isBetween(1, 60);
    }
  }

  private static Answer send(TestGateway to, String request) {
    try (var socket = RawSocket.connect(to.port())) {
      return Answer.of(socket.send(request));
    }
  }

  /// Uses the first search up; the second is refused.
  private String secondSearch() {
    var ben = "Authorization: Bearer " + auth.access("ben-" + java.util.UUID.randomUUID());
    var search = get("/api/users?query=b", ben);
    for (int i = 0; i < AT_ONCE; i++) {
      send(gateway, search);
    }
    return search;
  }

  private String knownTag() {
    return "If-None-Match: " + send(gateway, get("/api/openapi.json")).header("etag");
  }

  private static String get(String path, String... lines) {
    return request("GET", path, lines);
  }

  private static String preflight(String origin) {
    return request(
        "OPTIONS", CONVERSATIONS, "Origin: " + origin, "Access-Control-Request-Method: PATCH");
  }

  private static String upgrade() {
    return "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
  }

  private static String request(String method, String path, String... lines) {
    var isUpgrade = List.of(lines).contains(upgrade());
    return method
        + " "
        + path
        + " HTTP/1.1\r\nHost: gateway\r\nConnection: "
        + (isUpgrade ? "Upgrade" : "close")
        + "\r\n"
        + Stream.of(lines).map(line -> line + "\r\n").reduce("", String::concat)
        + "\r\n";
  }
}
