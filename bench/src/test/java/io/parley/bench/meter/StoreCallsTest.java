package io.parley.bench.meter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoreCallsTest {

  private static final String TIMER = "/actuator/metrics/mongodb.driver.commands";
  private static final String SUCCEEDED = "?tag=status:SUCCESS";
  private static final String MARKS = SUCCEEDED + "&tag=collection:marks";
  private static final String FINDS = MARKS + "&tag=command:find";

  private final Map<String, String> answers = new TreeMap<>();
  private final HttpServer service = start();

  @AfterEach
  void stop() {
    service.stop(0);
  }

  @Test
  void sinceWhenCalledBetweenTwoLooksThenHowOftenAndHowLongLately() throws Exception {
    var before = StoreCalls.of(List.of(address()));
    answers.put(TIMER + SUCCEEDED, tags("collection", "marks"));
    answers.put(TIMER + MARKS, tags("command", "find"));
    answers.put(TIMER + FINDS, value(12));
    answers.put(TIMER + ".percentile" + FINDS + "&tag=phi:0.5", value(0.001));
    answers.put(TIMER + ".percentile" + FINDS + "&tag=phi:0.95", value(0.02));
    answers.put(TIMER + ".percentile" + FINDS + "&tag=phi:0.99", value(0.3));
    var after = StoreCalls.of(List.of(address()));

    assertThat(after.since(before))
        .isEqualTo(Map.of("find marks", new StoreCalls.Calls(12, 1, 20, 300)));
    assertThat(after.since(after)).isEmpty();
  }

  private URI address() {
    return URI.create("http://127.0.0.1:" + service.getAddress().getPort());
  }

  private static String tags(String tag, String value) {
    return "{\"availableTags\":[{\"tag\":\"%s\",\"values\":[\"%s\"]}]}".formatted(tag, value);
  }

  private static String value(double value) {
    return "{\"measurements\":[{\"statistic\":\"COUNT\",\"value\":%s}]}".formatted(value);
  }

  private HttpServer start() {
    try {
      var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            var answer = answers.get(exchange.getRequestURI().toString());
            var body = (answer == null ? "{}" : answer).getBytes(UTF_8);
            exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
