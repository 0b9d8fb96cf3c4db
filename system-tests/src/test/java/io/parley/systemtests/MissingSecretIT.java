package io.parley.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A service that is started without one of its secrets ends, and says which.
class MissingSecretIT {

  private static final String KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  private static final Map<String, String> ALL =
      Map.of(
          "PARLEY_SERVER_KEY",
          "a server key of a test",
          "PARLEY_SERVICE_SECRET",
          "a service secret of a test",
          "PARLEY_AUTH_MASTER_KEY",
          KEY,
          "PARLEY_CHAT_MASTER_KEY",
          KEY);

  @ParameterizedTest
  @CsvSource({
    "io.parley.auth.AuthServiceApplication,PARLEY_SERVER_KEY",
    "io.parley.auth.AuthServiceApplication,PARLEY_AUTH_MASTER_KEY",
    "io.parley.chat.ChatServiceApplication,PARLEY_CHAT_MASTER_KEY",
    "io.parley.presence.PresenceServiceApplication,PARLEY_SERVICE_SECRET",
    "io.parley.gateway.GatewayApplication,PARLEY_SERVICE_SECRET"
  })
  void startWhenASecretIsMissingThenItEndsAndNamesIt(String main, String missing)
      throws IOException, InterruptedException {
    var jar = Platform.HOME.resolve("standalone/target/standalone-0.1.0.jar");
    var builder =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xmx256m",
                    "-cp",
                    jar.toString(),
                    main))
            .redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("PARLEY_"));
    builder.environment().putAll(ALL);
    builder.environment().remove(missing);
    builder.environment().put("PARLEY_PORT", "" + Platform.freePort());
    builder.environment().put("PARLEY_MANAGEMENT_PORT", "" + Platform.freePort());
    var process = builder.start();
    try {
      var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isNotZero();
      assertThat(said)
          .contains(missing + " is not set (expected: the secret, or " + missing + "_FILE")
          .doesNotContain("Application run failed", KEY);
    } finally {
      process.destroyForcibly();
    }
  }
}
