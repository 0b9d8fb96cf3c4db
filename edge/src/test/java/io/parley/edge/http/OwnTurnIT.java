package io.parley.edge.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServer;

class OwnTurnIT {

  private static final int PATIENCE_MILLIS = 10_000;

  @Test
  void answeredOutOfTheQueueThenTheConnectionIsReadOn() throws IOException {
    var server =
        new OwnTurn()
            .apply(HttpServer.create().host("127.0.0.1").port(0))
            .route(
                routes ->
                    routes
                        .get(
                            "/later",
                            (request, response) ->
                                Mono.delay(Duration.ofMillis(50)).then(response.send()))
                        .get("/now", (request, response) -> response.send()))
            .bindNow();
    try (var socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      var answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));

      ask(socket, get("/later") + get("/now"));
      assertThat(status(answers)).isEqualTo("HTTP/1.1 200 OK");
      assertThat(status(answers)).isEqualTo("HTTP/1.1 200 OK");

      ask(socket, get("/now"));
      assertThat(status(answers)).isEqualTo("HTTP/1.1 200 OK");
    } finally {
      server.disposeNow();
    }
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n";
  }

  private static void ask(Socket socket, String requests) throws IOException {
    socket.getOutputStream().write(requests.getBytes(US_ASCII));
  }

  /// The next answer's first line; its headers are passed over, and it has no body.
  private static String status(BufferedReader answers) throws IOException {
    var first = String.valueOf(answers.readLine());
    for (var line = answers.readLine(); line != null && !line.isEmpty(); ) {
      line = answers.readLine();
    }
    return first;
  }
}
