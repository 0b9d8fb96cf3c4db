package io.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/// A service by itself does not wait for bodies that do not come.
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BodyDeadlineIT {

  private final ConfigurableApplicationContext service =
      new SpringApplicationBuilder(EdgeIT.Small.class)
          .properties("server.port=0", "server.address=127.0.0.1", "parley.edge.body-timeout=1s")
          .run();

  @AfterAll
  void stop() {
    service.close();
  }

  @Test
  void postWhenHalfOfItsBodyComesThenTooSlowAndClosed() throws IOException {
    try (var client = new Socket(InetAddress.getLoopbackAddress(), port())) {
      client.setSoTimeout(20_000);
      client
          .getOutputStream()
          .write(
              ("POST /api/open/echo HTTP/1.1\r\nHost: s\r\nContent-Type: application/json\r\n"
                      + "Content-Length: 100\r\n\r\n{\"half\":")
                  .getBytes(StandardCharsets.US_ASCII));
      var got = new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(got)
          .startsWith("HTTP/1.1 408 ")
          .contains("application/problem+json", "/problems/too-slow");
    }
  }

  private int port() {
    return service.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }
}
