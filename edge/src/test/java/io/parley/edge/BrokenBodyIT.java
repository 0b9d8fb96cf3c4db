package io.parley.edge;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.parley.edge.problem.ProblemHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/// Clients that break off in the middle of a body are nothing to worry an operator with.
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokenBodyIT {

  private static final String HEAD =
      "POST /api/open/%s HTTP/1.1\r\nHost: s\r\nContent-Type: application/json\r\n%s\r\n\r\n";

  private static final byte[] CONTINUE = ascii("HTTP/1.1 100 Continue\r\n\r\n");

  private final ConfigurableApplicationContext service =
      new SpringApplicationBuilder(EdgeIT.Small.class)
          .properties("server.port=0", "server.address=127.0.0.1")
          .run();
  private final Logger handler = (Logger) LoggerFactory.getLogger(ProblemHandler.class);
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final Lines lines = new Lines();

  /// What is logged from now on about requests.
  private static final class Lines extends AppenderBase<ILoggingEvent> {

    private final BlockingQueue<ILoggingEvent> worth = new LinkedBlockingQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      if (isOfTheHandler(event)
          || event.getLevel().isGreaterOrEqual(Level.WARN) && isOfHttp(event)) {
        worth.add(event);
      }
    }

    private static boolean isOfTheHandler(ILoggingEvent event) {
      return event.getLoggerName().equals(ProblemHandler.class.getName());
    }

    private static boolean isOfHttp(ILoggingEvent event) {
      return event.getLoggerName().startsWith("reactor.")
          || event.getLoggerName().startsWith("io.parley.edge.problem.")
          || event.getLoggerName().startsWith("org.springframework.");
    }
  }

  @BeforeAll
  void listen() {
    handler.setLevel(Level.DEBUG);
    lines.start();
    root.addAppender(lines);
  }

  @AfterAll
  void stop() {
    root.detachAppender(lines);
    handler.setLevel(null);
    service.close();
  }

  @ParameterizedTest
  @CsvSource({
    "Content-Length: 100, false",
    "Content-Length: 100, true",
    "Transfer-Encoding: chunked, false",
    "Transfer-Encoding: chunked, true"
  })
  void postWhenItsClientBreaksOffThenOneQuietLine(String length, boolean reset) throws Exception {
    breakOff(length, reset);

    var line = lines.worth.poll(20, TimeUnit.SECONDS);
    assertThat(line).isNotNull();
    assertThat(line.getLevel()).isEqualTo(Level.DEBUG);
    assertThat(line.getFormattedMessage()).endsWith("the client broke off");
    assertThat(line.getThrowableProxy()).isNull();
    assertThat(lines.worth).isEmpty();
  }

  @Test
  void postWhenAStoreBreaksOffThenAnErrorAndNotTakenForTheClient() throws Exception {
    try (var client = connected()) {
      client.getOutputStream().write(ascii(HEAD.formatted("store", "Content-Length: 2") + "{}"));
      var got = new String(client.getInputStream().readNBytes(12), US_ASCII);
      assertThat(got).isEqualTo("HTTP/1.1 500");
    }
    assertThat(lines.worth.poll(20, TimeUnit.SECONDS).getLevel()).isEqualTo(Level.ERROR);
    assertThat(lines.worth).isEmpty();
  }

  /// Once the service reads the body.
  private void breakOff(String length, boolean reset) throws IOException {
    try (var client = connected()) {
      var expecting = length + "\r\nExpect: 100-continue";
      client.getOutputStream().write(ascii(HEAD.formatted("echo", expecting)));
      assertThat(client.getInputStream().readNBytes(CONTINUE.length)).isEqualTo(CONTINUE);
      client.getOutputStream().write(ascii(half(length)));
      if (reset) {
        client.setSoLinger(true, 0);
      }
    }
  }

  private static String half(String length) {
    return length.endsWith("chunked") ? "8\r\n{\"half\":\r\n" : "{\"half\":";
  }

  private Socket connected() throws IOException {
    int port = service.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    var client = new Socket(InetAddress.getLoopbackAddress(), port);
    client.setSoTimeout(20_000);
    return client;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
