package io.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.gateway.connection.RawSocket;
import io.parley.testing.BlockingCalls;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.WebsocketServerSpec;

/// D23: requests, sockets and refusals, watched by BlockHound.
@Timeout(60)
class EventLoopIT {

  @Test
  void walkThenNoEventLoopBlocks() {
    try (var auth = new FakeAuth();
        var presence = new FakeService("presence", 0, routes -> {});
        var chat =
            new FakeService(
                "chat",
                0,
                routes ->
                    routes.ws(
                        "/ws",
                        (in, out) -> out.sendString(in.receive().asString()),
                        WebsocketServerSpec.builder().build()));
        var gateway =
            new TestGateway(
                auth.url(),
                List.of(chat.url()),
                presence.url(),
                "PARLEY_LIMIT_HANDSHAKES_PER_ADDRESS=0")) {
      gateway.whole();
      await().until(() -> gateway.get("/api/users").statusCode() == 200);
      assertThatItNotices();
      var bearer = "Bearer " + auth.access("ann");
      BlockingCalls.listen();
      assertThat(gateway.get("/api/conversations", "Authorization", bearer).statusCode())
          .isEqualTo(200);
      assertThat(gateway.get("/nowhere").statusCode()).isPositive();
      try (var refused = gateway.upgrade("")) {
        assertThat(refused.readHead()).startsWith("HTTP/1.1 401 ");
      }
      for (int n = 0; n < 10; n++) {
        try (var socket = gateway.upgrade("", "Authorization: " + bearer)) {
          assertThat(socket.readHead()).startsWith("HTTP/1.1 101 ");
          socket.send(RawSocket.frame(true, 1, "hello"));
          assertThat(socket.readText()).isEqualTo("81:hello");
        }
      }
      await().until(() -> gateway.tunnels() == 0);
      assertThat(BlockingCalls.found()).isEmpty();
    }
  }

  private static void assertThatItNotices() {
    BlockingCalls.listen();
    Mono.fromCallable(EventLoopIT::readFile).subscribeOn(Schedulers.parallel()).block();
    assertThat(BlockingCalls.found()).isNotEmpty();
  }

  private static int readFile() throws IOException {
    try (var file = new FileInputStream("/dev/null")) {
      return file.read();
    }
  }
}
