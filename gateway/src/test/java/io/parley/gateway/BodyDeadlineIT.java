package io.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.gateway.connection.RawSocket;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// Bodies that do not come: a client with half a body holds no connection for long.
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BodyDeadlineIT {

  private static final String PATH = "/api/conversations";

  private final FakeAuth auth = new FakeAuth();
  private final FakeService chat = new FakeService("chat", 0, routes -> {});
  private final FakeService presence = new FakeService("presence", 0, routes -> {});
  private final TestGateway gateway =
      new TestGateway(
              auth.url(), List.of(chat.url()), presence.url(), "parley.edge.body-timeout=1s")
          .whole();
  private final String bearer = "Authorization: Bearer " + auth.access("ann") + "\r\n";

  @AfterAll
  void stop() {
    gateway.close();
    chat.close();
    presence.close();
    auth.close();
  }

  @Test
  void postWhenHalfOfItsBodyComesThenClosedInTime() {
    try (var client = begin("Content-Length: 100\r\n")) {
      client.send("{\"half\":");
      assertRefused(client.readRest());
    }
  }

  @Test
  void postWhenItsBodyTricklesThenClosedInTime() {
    try (var client = begin("Transfer-Encoding: chunked\r\n")) {
      await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(100))
          .until(
              () -> {
                try {
                  client.send("1\r\nx\r\n");
                  return false;
                } catch (UncheckedIOException closed) {
                  return true;
                }
              });
    }
  }

  @Test
  void postWhenItsBodyComesInTimeThenServedAndTheConnectionGoesOn() {
    try (var client = RawSocket.connect(gateway.port())) {
      for (int i = 0; i < 2; i++) {
        client.send(head("Content-Length: 100\r\n") + "x".repeat(100));
        assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
        assertThat(client.readBytes(14)).asString().isEqualTo("{\"length\":100}");
      }
    }
  }

  /// The answer may lose against the close, which comes right after it.
  private static void assertRefused(String answer) {
    if (!answer.isEmpty()) {
      assertThat(answer).startsWith("HTTP/1.1 408 ").contains("/problems/too-slow");
    }
  }

  private RawSocket begin(String lines) {
    return RawSocket.connect(gateway.port()).send(head(lines));
  }

  private String head(String lines) {
    return "POST "
        + PATH
        + " HTTP/1.1\r\nHost: g\r\nContent-Type: application/json\r\n"
        + bearer
        + lines
        + "\r\n";
  }
}
