package io.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.common.token.TokenKind;
import io.parley.gateway.connection.RawSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerRoutes;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SocketIT {

  private static final String ORIGIN = "https://chat.example.org";

  private final FakeAuth auth = new FakeAuth();
  private final FakeService presence = new FakeService("presence", 0, routes -> {});
  private final FakeService chat = new FakeService("chat", 0, SocketIT::echo);
  private final TestGateway gateway =
      new TestGateway(
          auth.url(),
          List.of(chat.url()),
          presence.url(),
          "PARLEY_LIMIT_HANDSHAKES_PER_ADDRESS=0",
          "PARLEY_PUBLIC_ORIGIN=" + ORIGIN);
  private final String token = auth.access("ann");

  /// Echoes; refuses `?refuse` with 404 and its own problem.
  private static void echo(HttpServerRoutes routes) {
    routes
        .ws(
            request -> isSocket(request, true),
            SocketIT::echo,
            spec().protocols("parley.v1").build())
        .ws(request -> isSocket(request, false), SocketIT::echo, spec().build())
        .get(
            "/ws",
            (request, response) ->
                response
                    .status(404)
                    .header("Content-Type", "application/problem+json")
                    .header("X-Seen-Gateway", request.requestHeaders().get("X-Parley-Gateway", ""))
                    .header("X-Seen-Forwarded", request.requestHeaders().get("X-Forwarded-For", ""))
                    .header("X-Seen-User", request.requestHeaders().get("X-User-Id", ""))
                    .sendString(Mono.just("{\"type\":\"/problems/not-found\"}")));
  }

  /// Reactor Netty never calls the handler of a socket that named none of the protocols which the
  /// server knows.
  private static boolean isSocket(HttpServerRequest request, boolean withProtocol) {
    return request.uri().startsWith("/ws")
        && !request.uri().contains("refuse")
        && request.requestHeaders().contains("Sec-WebSocket-Protocol") == withProtocol;
  }

  private static WebsocketServerSpec.Builder spec() {
    return WebsocketServerSpec.builder().maxFramePayloadLength(2_000_000);
  }

  private static Publisher<Void> echo(WebsocketInbound in, WebsocketOutbound out) {
    return out.sendString(in.aggregateFrames(2_000_000).receive().asString());
  }

  @BeforeAll
  void start() {
    gateway.whole();
    await().until(() -> gateway.get("/api/users").statusCode() == 200);
  }

  @AfterAll
  void stop() {
    gateway.close();
    chat.close();
    presence.close();
    auth.close();
  }

  @Test
  void socketWhenBearerIsGoodThenOpenWithTheNodesChoice() {
    try (var socket = gateway.upgrade("", bearer(), "Sec-WebSocket-Protocol: soap, parley.v1")) {
      assertThat(socket.readHead())
          .startsWith("HTTP/1.1 101 ")
          .containsIgnoringCase("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
          .containsIgnoringCase("sec-websocket-protocol: parley.v1")
          .containsIgnoringCase("x-request-id: ");
      socket.send(RawSocket.frame(true, 1, "hello"));
      assertThat(socket.readText()).isEqualTo("81:hello");
    }
    await().until(() -> gateway.tunnels() == 0);
  }

  @Test
  void socketWhenFirstMessageIsFragmentedThenItArrivesWhole() {
    for (int i = 0; i < 30; i++) {
      try (var socket = gateway.upgrade("", bearer())) {
        socket.readHead();
        socket
            .send(RawSocket.frame(false, 1, "frag"))
            .send(RawSocket.frame(false, 0, "men"))
            .send(RawSocket.frame(true, 0, "ted"));
        assertThat(socket.readText()).isEqualTo("81:fragmented");
      }
    }
  }

  @Test
  void socketWhenTicketOrCookieThenOpen() {
    var ticket = auth.token(TokenKind.TICKET, "ann", Duration.ofSeconds(30));
    try (var socket = gateway.upgrade("?ticket=" + ticket)) {
      assertThat(socket.readHead()).startsWith("HTTP/1.1 101 ");
    }
    try (var socket =
        gateway.upgrade("", "Cookie: __Host-parley_access=" + token, "Origin: " + ORIGIN)) {
      assertThat(socket.readHead()).startsWith("HTTP/1.1 101 ");
    }
  }

  @Test
  void socketWhenCredentialIsMissingOrBadThen401AndNothingReachesTheNode() {
    var before = chat.seen().size();
    assertRefused(gateway.upgrade(""), 401, "unauthenticated");
    assertRefused(gateway.upgrade("", "Authorization: Bearer nonsense"), 401, "unauthenticated");
    assertRefused(gateway.upgrade("?ticket=" + token), 401, "unauthenticated");
    var expired = auth.token(TokenKind.ACCESS, "ann", Duration.ofSeconds(-1));
    assertRefused(gateway.upgrade("", "Authorization: Bearer " + expired), 401, "unauthenticated");
    assertRefused(
        gateway.upgrade(
            "?ticket=bad", "Cookie: __Host-parley_access=" + token, "Origin: " + ORIGIN),
        401,
        "unauthenticated");
    assertThat(chat.seen()).hasSize(before);
  }

  @Test
  void socketWhenCookieHasNoListedOriginThen403() {
    var cookie = "Cookie: __Host-parley_access=" + token;
    assertRefused(gateway.upgrade("", cookie), 403, "forbidden");
    assertRefused(gateway.upgrade("", cookie, "Origin: https://evil.example"), 403, "forbidden");
    assertRefused(gateway.upgrade("", cookie, "Origin: null"), 403, "forbidden");
  }

  @Test
  void socketWhenSubprotocolsAreUnknownThen400() {
    assertRefused(
        gateway.upgrade("", bearer(), "Sec-WebSocket-Protocol: soap, mqtt"), 400, "invalid");
  }

  @Test
  void socketWhenRequestIsPlainThen400() {
    var answer = gateway.get("/ws", "Authorization", "Bearer " + token);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("/problems/invalid");
  }

  @Test
  void socketWhenNodeRefusesThenItsProblemIsRelayed() {
    try (var socket =
        gateway.upgrade("?refuse", bearer(), "X-User-Id: admin", "X-Forwarded-For: 1.2.3.4")) {
      assertThat(socket.readHead())
          .startsWith("HTTP/1.1 404 ")
          .containsIgnoringCase("content-type: application/problem+json")
          .containsIgnoringCase("x-seen-gateway: g")
          .containsIgnoringCase("x-seen-forwarded: 127.0.0.1")
          .containsPattern("(?i)x-seen-user: *\r\n")
          .containsIgnoringCase("x-content-type-options: nosniff");
      assertThat(socket.readRest()).isEqualTo("{\"type\":\"/problems/not-found\"}");
    }
  }

  @Test
  void socketWhenMegabyteMessagesAreEchoedThenEqual() throws Exception {
    var echoed = new CompletableFuture<Integer>();
    var client = HttpClient.newHttpClient();
    var socket =
        client
            .newWebSocketBuilder()
            .header("Authorization", "Bearer " + token)
            .buildAsync(URI.create("ws://127.0.0.1:" + gateway.port() + "/ws"), new Counter(echoed))
            .get(10, TimeUnit.SECONDS);
    socket.sendText("m".repeat(1_000_000), true).get(10, TimeUnit.SECONDS);

    assertThat(echoed.get(20, TimeUnit.SECONDS)).isEqualTo(1_000_000);
    socket.sendClose(4000, "bye").get(10, TimeUnit.SECONDS);
  }

  @Test
  void socketWhenServiceDiesThenClientIsClosedAtOnceAndTheNextGetsTryAgain() {
    var dying = new FakeService("dying", 0, SocketIT::echo);
    try (var alone = new TestGateway(auth.url(), List.of(dying.url()), presence.url())) {
      alone.whole();
      await().until(() -> alone.get("/api/users").statusCode() == 200);
      try (var socket = alone.upgrade("", bearer())) {
        socket.readHead();
        dying.close();
        assertThat(socket.next()).isEqualTo("-1");
      }
      assertRefused(alone.upgrade("", bearer()), 503, "try-again");
    }
  }

  private String bearer() {
    return "Authorization: Bearer " + token;
  }

  private static void assertRefused(RawSocket socket, int status, String problem) {
    try (socket) {
      var head = socket.readHead();
      assertThat(head)
          .startsWith("HTTP/1.1 " + status + " ")
          .containsIgnoringCase("content-type: application/problem+json")
          .containsIgnoringCase("connection: close")
          .containsIgnoringCase("content-security-policy: ");
      if (status == 503) {
        assertThat(head).containsIgnoringCase("retry-after: ");
      }
      assertThat(socket.readRest()).contains("/problems/" + problem);
    }
  }

  private static final class Counter implements WebSocket.Listener {
    private final CompletableFuture<Integer> whole;
    private int length;

    Counter(CompletableFuture<Integer> whole) {
      this.whole = whole;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      length += text.length();
      socket.request(1);
      if (last) {
        whole.complete(length);
      }
      return CompletableFuture.completedStage(null);
    }
  }
}
