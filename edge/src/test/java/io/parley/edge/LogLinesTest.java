package io.parley.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What somebody sent cannot look like a line of the log.
class LogLinesTest {

  private static final String FORGED = "2026-01-01T00:00:00.000Z INFO  [main] audit: all is well";

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r", "\u0085", "\u2028", "\u2029"})
  void messageWhenItHoldsTheEndOfALineThenOneLine(String end) throws JoranException {
    assertThat(line("not found: /api/" + end + FORGED).lines())
        .singleElement()
        .asString()
        .contains("not found: /api/ " + FORGED);
  }

  private static String line(String message) throws JoranException {
    var context = new LoggerContext();
    var joran = new JoranConfigurator();
    joran.setContext(context);
    joran.doConfigure(
        Objects.requireNonNull(LogLinesTest.class.getResource("/io/parley/edge/log.xml")));
    var logger = context.getLogger("ROOT");
    var console = (ConsoleAppender<ILoggingEvent>) logger.getAppender("console");
    var event = new LoggingEvent("", logger, Level.INFO, message, null, new Object[0]);
    return new String(console.getEncoder().encode(event), UTF_8);
  }
}
