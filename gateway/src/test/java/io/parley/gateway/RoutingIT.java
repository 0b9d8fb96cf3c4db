package io.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.gateway.connection.RawSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoutingIT {

  private static final String CONVERSATIONS = "/api/conversations";

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
                        request.withConnection(c -> c.dispose());
                        return Mono.never();
                      })
                  .post(
                      CONVERSATIONS + "/broken",
                      (request, response) -> {
                        request.withConnection(c -> c.dispose());
                        return Mono.never();
                      })
                  .get(CONVERSATIONS + "/silent", (request, response) -> Mono.never()));

  private TestGateway gateway;

  RoutingIT() {
    gateway =
        new TestGateway(
            auth.url(),
            List.of(chat.url()),
            presence.url(),
            "parley.gateway.answer-timeout=1s",
            "PARLEY_LIMIT_REQUESTS_PER_USER=0",
            "PARLEY_PUBLIC_ORIGIN=https://chat.example.org");
  }

  @BeforeAll
  void start() {
    gateway.whole();
  }

  @AfterAll
  void stop() {
    gateway.close();
    chat.close();
    presence.close();
    auth.close();
  }

  @Test
  void requestWhenRoutedThenItsServiceAnswers() {
    assertThat(gateway.get("/api/users?query=a%20b")).returns("auth", RoutingIT::node);
    assertThat(auth.service().last().uri()).isEqualTo("/api/users?query=a%20b");
    assertThat(gateway.send("POST", "/api/auth/login", "{}")).returns("auth", RoutingIT::node);
    assertThat(gateway.get("/.well-known/jwks.json").statusCode()).isEqualTo(200);
    assertThat(gateway.get(CONVERSATIONS)).returns("chat", RoutingIT::node);
    assertThat(gateway.get("/api/search/x")).returns("chat", RoutingIT::node);
    assertThat(gateway.get("/api/presence?users=a,b")).returns("presence", RoutingIT::node);
    var reaction = "/api/conversations/c/messages/m/reactions/%F0%9F%91%8D";
    assertThat(gateway.send("PUT", reaction, "")).returns("chat", RoutingIT::node);
    assertThat(chat.last().uri()).isEqualTo(reaction);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=b=c",
        "a=b%20c=",
        "a=%2520=%25",
        "redirect=/x?y=z",
        "cursor=YWJj==",
        "a&b&&c=",
        "q=%E4%BD%A0=%26",
        "a=b+c=%2B",
        "a=(b);c,d!'*~@:$/?"
      })
  void requestWhenItHasAQueryThenTheServiceSeesItAsItCame(String query) {
    assertThat(gateway.get(CONVERSATIONS + "?" + query)).returns("chat", RoutingIT::node);
    assertThat(chat.last().uri()).isEqualTo(CONVERSATIONS + "?" + query);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=b|c", "a[]=b", "a={b}", "a=%", "a=%zz", "a=\"b\"", "a=<b>", "a=b^c"})
  void requestWhenItsQueryIsNoneThenItIsTheClientsMistake(String query) {
    try (var socket = RawSocket.connect(gateway.port())) {
      socket.send("GET " + CONVERSATIONS + "?" + query + " HTTP/1.1\r\nHost: g\r\n\r\n");
      assertThat(socket.readHead()).containsAnyOf("HTTP/1.1 200 ", "HTTP/1.1 400 ");
    }
  }

  @Test
  void requestWhenPathIsNoRouteThenNotFoundProblem() {
    for (var path :
        List.of(
            "/internal/ready",
            "/internal/service-token",
            "/actuator",
            "/actuator/health",
            "/api",
            "/api/nothing",
            "/nothing.js",
            "/api/users/..%2f..%2finternal/ready",
            "/api//users",
            "/internal;x=1/ready")) {
      var answer = gateway.get(path);
      assertThat(answer.statusCode()).as(path).isEqualTo(404);
      assertThat(answer.headers().firstValue("Content-Type"))
          .as(path)
          .contains("application/problem+json");
      assertThat(answer.body()).as(path).contains("/problems/not-found");
    }
    try (var socket = RawSocket.connect(gateway.port())) {
      socket.send("GET /api/users/../../internal/ready HTTP/1.1\r\nHost: g\r\n\r\n");
      assertThat(socket.readHead()).startsWith("HTTP/1.1 404");
    }
  }

  @Test
  void requestWhenHeadersClaimAnIdentityThenTheServiceDoesNotSeeThem() {
    gateway.get(
        CONVERSATIONS,
        "X-User-Id",
        "admin",
        "X-Parley-Gateway-Token",
        "forged",
        "X-Parley-User",
        "admin",
        "X-Forwarded-For",
        "10.1.2.3",
        "X-Forwarded-Proto",
        "gopher",
        "Forwarded",
        "for=10.1.2.3",
        "X-Real-IP",
        "10.1.2.3",
        "Authorization",
        "Bearer abc",
        "Cookie",
        "parley_access=def",
        "X-Request-Id",
        "mine-1");

    var headers = chat.last().headers();
    assertThat(headers)
        .doesNotContainKeys(
            "X-User-Id", "X-Parley-User", "X-Forwarded-Proto", "Forwarded", "X-Real-IP")
        .containsEntry("X-Forwarded-For", "127.0.0.1")
        .containsEntry("X-Parley-Gateway-Token", "service-token")
        .containsEntry("Authorization", "Bearer abc")
        .containsEntry("Cookie", "parley_access=def")
        .containsEntry("X-Request-Id", "mine-1");
  }

  @Test
  void answerWhenAnyThenItCarriesTheSecurityHeadersAndOneRequestId() {
    for (var path : List.of("/", "/health", "/nothing", CONVERSATIONS, "/api/openapi.json")) {
      var headers = gateway.get(path).headers();
      assertThat(headers.allValues("X-Request-Id"))
          .as(path)
          .hasSize(1)
          .doesNotContain("of-the-service");
      assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
          .as(path)
          .contains("default-src 'self'")
          .contains("frame-ancestors 'none'")
          .contains("wss://chat.example.org")
          .doesNotContain("unsafe");
      assertThat(headers.firstValue("X-Content-Type-Options")).as(path).contains("nosniff");
      assertThat(headers.firstValue("Referrer-Policy")).as(path).contains("no-referrer");
      assertThat(headers.firstValue("Cross-Origin-Opener-Policy")).as(path).contains("same-origin");
      assertThat(headers.firstValue("Permissions-Policy")).as(path).isPresent();
      assertThat(headers.firstValue("Strict-Transport-Security")).as(path).isPresent();
      assertThat(headers.firstValue("Server")).as(path).isEmpty();
    }
  }

  @Test
  void corsWhenOriginIsListedThenAllowedWithCredentialsElseNot() {
    var allowed = gateway.get(CONVERSATIONS, "Origin", "https://chat.example.org").headers();
    assertThat(allowed.firstValue("Access-Control-Allow-Origin"))
        .contains("https://chat.example.org");
    assertThat(allowed.firstValue("Access-Control-Allow-Credentials")).contains("true");

    for (var origin : List.of("https://evil.example", "null", "https://chat.example.org.evil")) {
      var headers = gateway.get(CONVERSATIONS, "Origin", origin).headers();
      assertThat(headers.firstValue("Access-Control-Allow-Origin")).as(origin).isEmpty();
    }
    var preflight =
        gateway.send(
            "OPTIONS",
            CONVERSATIONS,
            "",
            "Origin",
            "https://chat.example.org",
            "Access-Control-Request-Method",
            "PATCH");
    assertThat(preflight.statusCode()).isEqualTo(204);
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods").orElse(""))
        .contains("PATCH");
  }

  @Test
  void bodyWhenOver128KiBThenTooLarge() {
    var body = "x".repeat(200_000);
    assertThat(gateway.send("POST", CONVERSATIONS, body).statusCode()).isEqualTo(413);

    var chunked =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + CONVERSATIONS))
            .POST(
                HttpRequest.BodyPublishers.fromPublisher(
                    reactor.adapter.JdkFlowAdapter.publisherToFlowPublisher(
                        Flux.range(0, 20)
                            .map(
                                i ->
                                    java.nio.ByteBuffer.wrap(
                                        "y".repeat(10_000).getBytes(StandardCharsets.UTF_8))))))
            .build();
    var answer = gateway.send(chunked);
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("/problems/too-large");
    assertThat(gateway.send("POST", CONVERSATIONS, "z".repeat(100_000)).body())
        .isEqualTo("{\"length\":100000}");
  }

  @Test
  void serviceWhenItBreaksOffThenGetIsAskedAgainAndPostIsNot() {
    var get = gateway.get(CONVERSATIONS + "/broken");
    assertTryAgain(get);
    assertTryAgain(gateway.send("POST", CONVERSATIONS + "/broken", "{}"));
  }

  @Test
  void serviceWhenSilentThenTryAgainAfterTheTimeout() {
    assertTryAgain(gateway.get(CONVERSATIONS + "/silent"));
  }

  @Test
  void serviceWhenNotReadyThenTryAgainAndHealthSaysSo() {
    presence.ready(503);
    await()
        .until(() -> gateway.get("/health").body().contains("\"presence\":{\"status\":\"DOWN\""));
    assertThat(gateway.get("/health").statusCode()).isEqualTo(200);
    assertTryAgain(gateway.get("/api/presence?users=a"));

    presence.ready(200);
    await().until(() -> gateway.get("/api/presence?users=a").statusCode() == 200);

    chat.ready(503);
    await().until(() -> gateway.get("/health").statusCode() == 503);
    chat.ready(200);
    await().until(() -> gateway.get("/health").statusCode() == 200);
  }

  @Test
  void serviceWhenLookedAtThenItHearsByWhichGateway() {
    assertThat(chat.lookers()).singleElement().asString().matches("g[0-9a-f]{16}");
    assertThat(presence.lookers()).isEqualTo(chat.lookers());
  }

  @Test
  void nodeWhenRefusingThenAnotherGetsTheRequest() {
    var first = new FakeService("one", 0, routes -> {});
    try (var second = new FakeService("two", 0, routes -> {});
        var twoNodes =
            new TestGateway(
                auth.url(),
                List.of(first.url(), second.url()),
                presence.url(),
                "parley.gateway.probe-period=1h")) {
      twoNodes.whole();
      await().until(() -> twoNodes.get("/health").body().contains("\"nodes\":2,\"ready\":2"));
      first.close();
      for (int i = 0; i < 4; i++) {
        assertThat(twoNodes.send("POST", CONVERSATIONS, "{}")).returns("two", RoutingIT::node);
      }
      second.close();
      assertTryAgain(twoNodes.get(CONVERSATIONS));
    }
  }

  @Test
  void documentsAndFilesWhenKnownThenNotSentAgain() {
    var answer = gateway.get("/api/openapi.json");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-cache");
    var tag = answer.headers().firstValue("ETag").orElseThrow();
    assertThat(gateway.get("/api/openapi.json", "If-None-Match", tag).statusCode()).isEqualTo(304);
    assertThat(gateway.get("/api/asyncapi.json").statusCode()).isEqualTo(200);
    var packed = gateway.get("/api/openapi.json", "Accept-Encoding", "gzip");
    assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
    assertThat(gateway.send("DELETE", "/api/openapi.json", "").statusCode()).isEqualTo(404);
  }

  private static void assertTryAgain(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.body())
        .contains("/problems/try-again")
        .contains("retryAfterMillis")
        .doesNotContain("Exception");
  }

  private static String node(HttpResponse<String> answer) {
    return answer.headers().firstValue("X-Node").orElse(answer.statusCode() + answer.body());
  }
}
