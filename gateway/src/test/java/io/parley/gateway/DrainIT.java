package io.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.common.bus.Channels;
import io.parley.gateway.connection.RawSocket;
import io.parley.testing.TestRedis;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import reactor.core.publisher.Mono;

@Timeout(300)
class DrainIT {

  private final FakeAuth auth = new FakeAuth();
  private final FakeService presence = new FakeService("presence", 0, routes -> {});
  private final FakeService chat =
      new FakeService(
          "chat",
          0,
          routes ->
              routes.ws(
                  "/ws",
                  (in, out) -> out.sendString(Mono.just("hello")).then(in.receive().then())));

  @AfterEach
  void stop() {
    chat.close();
    presence.close();
    auth.close();
  }

  @Test
  void drainWhenSocketsAreOpenThenAnnouncedAndWaitedFor() throws InterruptedException {
    var heard = Collections.synchronizedList(new ArrayList<String>());
    try (var witness = gateway();
        var gateway = gateway()) {
      var listening =
          witness
              .bean(ReactiveStringRedisTemplate.class)
              .listenToChannel(Channels.GATEWAYS)
              .subscribe(message -> heard.add(message.getMessage()));
      try (var socket = open(gateway)) {
        assertThat(socket.readText()).isEqualTo("81:hello");
        await().until(() -> gateway.tunnels() == 1);
        var closing = Thread.ofVirtual().start(gateway::close);
        await("announced again, since the bus may lose one").until(() -> heard.size() >= 2);
        assertThat(Set.copyOf(heard))
            .singleElement()
            .asString()
            .contains("\"type\":\"gateway.draining\"")
            .containsPattern("\"gateway\":\"g[0-9a-f]{16}\"");
        try (var late = gateway.upgrade("", bearer())) {
          assertThat(late.readHead())
              .startsWith("HTTP/1.1 503 ")
              .containsIgnoringCase("retry-after: ");
        }
        assertThat(gateway.get("/health").statusCode()).isEqualTo(503);
        assertThat(closing.isAlive()).isTrue();

        socket.close();
        assertThat(closing.join(Duration.ofSeconds(10))).isTrue();
      }
      listening.dispose();
    }
  }

  @Test
  void drainWhenSocketsStayThenTheyAreCut() {
    var gateway = gateway("parley.gateway.drain-timeout=500ms");
    try (var socket = open(gateway)) {
      assertThat(socket.readText()).isEqualTo("81:hello");
      gateway.close();
      assertThat(socket.next()).isEqualTo("-1");
    }
  }

  @Test
  void processWhenTerminatedThenEndsWithZero() throws IOException, InterruptedException {
    int port = freePort();
    var java = ProcessHandle.current().info().command().orElseThrow();
    var builder =
        new ProcessBuilder(
            java,
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            "io.parley.gateway.GatewayApplication");
    builder
        .environment()
        .putAll(
            Map.of(
                "PARLEY_PORT", "" + port,
                "PARLEY_MANAGEMENT_PORT", "-1",
                "PARLEY_SERVICE_SECRET", "secret",
                "REDIS_URL", TestRedis.url(),
                "PARLEY_AUTH_URL", auth.url().toString(),
                "PARLEY_CHAT_URLS", chat.url().toString(),
                "PARLEY_PRESENCE_URL", presence.url().toString()));
    var process =
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    try {
      await()
          .atMost(Duration.ofMinutes(3))
          .ignoreExceptions()
          .until(
              () -> {
                try (var socket = RawSocket.connect(port)) {
                  socket.send("GET /health HTTP/1.1\r\nHost: g\r\n\r\n");
                  return socket.readHead().startsWith("HTTP/1.1 200 ");
                }
              });
      process.destroy();
      assertThat(process.waitFor(25, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private RawSocket open(TestGateway gateway) {
    gateway.whole();
    await().until(() -> gateway.get("/api/server/x").statusCode() == 200);
    var socket = gateway.upgrade("", bearer());
    assertThat(socket.readHead()).startsWith("HTTP/1.1 101 ");
    return socket;
  }

  private String bearer() {
    return "Authorization: Bearer " + auth.access("ann");
  }

  private TestGateway gateway(String... settings) {
    return new TestGateway(auth.url(), List.of(chat.url()), presence.url(), settings);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
