package io.parley.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.gateway.connection.UpgradeAnswer.Refused;
import io.parley.gateway.connection.UpgradeAnswer.Switched;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/// The tunnel between raw sockets: a client's and a chat node's, each under the test's control.
@Timeout(30)
class TunnelIT {

  private static final String SWITCHED =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nX-From: node\r\n\r\n";

  private static final ConnectionSettings SETTINGS =
      new ConnectionSettings(
          "/ws", Duration.ofSeconds(1), Map.of("X-Content-Type-Options", "nosniff"));

  private final Tunnels tunnels = new Tunnels(Duration.ofSeconds(2));

  private ServerSocket nodes;
  private DisposableServer gateway;

  @BeforeEach
  void start() throws IOException {
    nodes = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    nodes.setSoTimeout(10_000);
    var handler = WebHttpHandlerBuilder.webHandler(this::handle).build();
    gateway =
        Tunnels.prepare(HttpServer.create().host("127.0.0.1").port(0), SETTINGS)
            .handle(new ReactorHttpHandlerAdapter(handler))
            .bindNow();
  }

  @AfterEach
  void stop() throws IOException {
    tunnels.closeAll();
    gateway.disposeNow();
    nodes.close();
  }

  @Test
  void switchWhenNodeAgreesThenItsHeadersReachTheClient() {
    try (var client = client();
        var node = accept()) {
      assertThat(node.readHead())
          .startsWith("GET /ws HTTP/1.1\r\n")
          .contains("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
      node.send(SWITCHED);

      assertThat(client.readHead())
          .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
          .containsIgnoringCase("\r\nconnection: Upgrade\r\n")
          .containsIgnoringCase("\r\nx-from: node\r\n")
          .doesNotContainIgnoringCase("content-length")
          .doesNotContainIgnoringCase("transfer-encoding");
      await().until(() -> tunnels.count() == 1);
    }
    await().until(() -> tunnels.count() == 0);
  }

  @Test
  void switchWhenBytesComeWithItThenNoneIsLost() {
    try (var client = client();
        var node = accept()) {
      node.readHead();
      node.send(SWITCHED + "welcome");

      client.readHead();
      assertThat(client.readBytes(7)).asString().isEqualTo("welcome");
      client
          .send(RawSocket.frame(false, 1, "a fragmented "))
          .send(RawSocket.frame(true, 0, "message"));
      assertThat(node.readBytes(32)).asString().contains("a fragmented ").endsWith("message");
    }
  }

  @Test
  void upgradeWhenClientDoesNotWaitThenItsBytesFollowTheSwitch() {
    try (var client = RawSocket.connect(gateway.port())) {
      client.send(RawSocket.UPGRADE + "\r\nearly");
      try (var node = accept()) {
        node.readHead();
        client.send(" and impatient");
        node.send(SWITCHED);

        client.readHead();
        assertThat(node.readBytes(19)).asString().isEqualTo("early and impatient");
      }
    }
  }

  @Test
  void refuseWhenNodeRefusesThenItsAnswerIsRelayed() {
    try (var client = client();
        var node = accept()) {
      node.readHead();
      node.send(
          "HTTP/1.1 401 Unauthorized\r\nContent-Type: application/problem+json\r\n"
              + "Content-Length: 14\r\n\r\n{\"status\":");
      node.send("401}");

      assertThat(client.readHead())
          .startsWith("HTTP/1.1 401 Unauthorized\r\n")
          .containsIgnoringCase("content-type: application/problem+json")
          .containsIgnoringCase("connection: close");
      assertThat(client.readRest()).isEqualTo("{\"status\":401}");
    }
  }

  @Test
  void tunnelWhenNodeDiesThenClientEndsAtOnce() {
    try (var client = client();
        var node = accept()) {
      node.readHead();
      node.send(SWITCHED + "last");
      node.close();

      client.readHead();
      assertThat(client.readRest()).isEqualTo("last");
    }
  }

  @Test
  void tunnelWhenNodeResetsThenClientIsReset() {
    try (var pair = joined()) {
      var client = pair.client();
      var node = pair.node();
      node.reset();

      assertThat(client.next()).containsIgnoringCase("reset");
    }
  }

  @Test
  void tunnelWhenClientResetsThenNodeIsReset() {
    try (var pair = joined()) {
      var client = pair.client();
      var node = pair.node();
      client.reset();

      assertThat(node.next()).containsIgnoringCase("reset");
    }
  }

  @Test
  void tunnelWhenClientEndsItsHalfThenNodeMayStillAnswer() {
    try (var pair = joined()) {
      var client = pair.client();
      var node = pair.node();
      client.send("bye").shutdownOutput();
      assertThat(node.readRest()).isEqualTo("bye");

      node.send("farewell").close();
      assertThat(client.readRest()).isEqualTo("farewell");
    }
    await().until(() -> tunnels.count() == 0);
  }

  @Test
  void tunnelWhenOtherSideNeverEndsThenItIsClosedAfterLinger() {
    try (var pair = joined()) {
      var client = pair.client();
      var node = pair.node();
      node.shutdownOutput();
      assertThat(client.next()).isEqualTo("-1");

      assertThat(node.next()).isEqualTo("-1");
    }
    await().until(() -> tunnels.count() == 0);
  }

  @Test
  void tunnelWhenClientReadsSlowlyThenNodeIsHeldBackAndNothingIsLost() throws Exception {
    var piece = new byte[1024 * 1024];
    Arrays.fill(piece, (byte) 'x');
    try (var pair = joined()) {
      var client = pair.client();
      var node = pair.node();
      var sent = new AtomicInteger();
      var writer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = 0; i < 64; i++) {
                      node.send(piece);
                      sent.incrementAndGet();
                    }
                  });
      await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
      assertThat(sent.get()).isLessThan(32);

      assertThat(client.readBytes(64 * piece.length)).hasSize(64 * piece.length);
      writer.join();
    }
  }

  @Test
  void requestWhenPlainThenServedAsEver() {
    try (var client = RawSocket.connect(gateway.port())) {
      client.send("GET /ws HTTP/1.1\r\nHost: g\r\n\r\nGET /x HTTP/1.1\r\nHost: g\r\n\r\n");

      assertThat(client.readHead()).startsWith("HTTP/1.1 404 ");
      assertThat(client.readHead()).startsWith("HTTP/1.1 404 ");
    }
  }

  @Test
  void requestWhenAnsweredBeforeItsBodyCameThenAnswerArrivesAndConnectionEnds() {
    try (var client = RawSocket.connect(gateway.port())) {
      client.send("POST /x HTTP/1.1\r\nHost: g\r\nContent-Length: 100000\r\n\r\nbegun");
      assertThat(client.readHead())
          .startsWith("HTTP/1.1 404 ")
          .containsIgnoringCase("connection: close");
      client.send(new byte[50_000]);
      assertThat(client.next()).isEqualTo("-1");
    }
  }

  @Test
  void requestWhenHeadTricklesThenClosedInTime() {
    try (var client = RawSocket.connect(gateway.port())) {
      client.send("GET / HTTP/1.1\r\n");
      assertThat(client.next()).isEqualTo("-1");
    }
  }

  @Test
  void requestWhenNotHttpThenProblemWithTheHeadersOfEveryAnswer() {
    try (var client = RawSocket.connect(gateway.port())) {
      client.send("GET nonsense\r\n\r\n");
      assertThat(client.readHead())
          .startsWith("HTTP/1.1 400 ")
          .containsIgnoringCase("x-content-type-options: nosniff")
          .containsIgnoringCase("x-request-id: ")
          .containsIgnoringCase("content-type: application/problem+json");
      assertThat(client.readRest()).contains("/problems/invalid").contains("\"status\":400");
    }
  }

  private record Pair(RawSocket client, RawSocket node) implements AutoCloseable {
    @Override
    public void close() {
      client.close();
      node.close();
    }
  }

  private Pair joined() {
    var client = client();
    var node = accept();
    node.readHead();
    node.send(SWITCHED);
    client.readHead();
    await().until(() -> tunnels.count() == 1);
    return new Pair(client, node);
  }

  private RawSocket client() {
    return RawSocket.connect(gateway.port()).send(RawSocket.UPGRADE + "\r\n");
  }

  private RawSocket accept() {
    try {
      return new RawSocket(nodes.accept());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Mono<Void> handle(ServerWebExchange exchange) {
    if (!tunnels.isUpgrade(exchange.getRequest())) {
      exchange.getResponse().setStatusCode(HttpStatus.NOT_FOUND);
      exchange.getResponse().getHeaders().set("X-Request-Id", "1");
      return exchange.getResponse().setComplete();
    }
    var node = new InetSocketAddress(nodes.getInetAddress(), nodes.getLocalPort());
    var headers = new HttpHeaders();
    headers.addAll(exchange.getRequest().getHeaders());
    return tunnels
        .open(exchange.getRequest(), node, "/ws", headers)
        .flatMap(answer -> relay(exchange, answer));
  }

  private static Mono<Void> relay(ServerWebExchange exchange, UpgradeAnswer answer) {
    var response = exchange.getResponse();
    switch (answer) {
      case Switched(var headers, var tunnel) -> {
        response.setStatusCode(HttpStatus.SWITCHING_PROTOCOLS);
        response.getHeaders().addAll(headers);
        tunnel.joinAfterAnswer();
        return response.setComplete();
      }
      case Refused(var status, var headers, var body) -> {
        response.setStatusCode(HttpStatusCode.valueOf(status));
        response.getHeaders().addAll(headers);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
      }
    }
  }
}
