package io.parley.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.embedded.FreePorts;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole platform in a JVM of its own, which is killed.
class StandaloneIT {

  private static final String CREDENTIALS =
      """
      {"email": "ada@test.example", "username": "ada", "fullName": "Ada Byron",
       "password": "seven tall green ships", "tokens": "body"}
      """;
  private static final String LOGIN =
      """
      {"login": "ada", "password": "seven tall green ships", "tokens": "body"}
      """;

  @TempDir private Path data;
  private int port;

  @BeforeEach
  void findPort() throws IOException {
    port = FreePorts.one();
  }

  @Test
  void accountSurvivesAKillAndASignalEndsItWithZero() throws Exception {
    Process first = start();
    try {
      assertThat(post("/api/auth/signup", CREDENTIALS)).isEqualTo(201);
    } finally {
      first.destroyForcibly().waitFor();
    }
    Process second = start();
    try {
      assertThat(post("/api/auth/login", LOGIN)).isEqualTo(200);
      second.destroy();
      assertThat(second.waitFor(25, TimeUnit.SECONDS)).isTrue();
      assertThat(second.exitValue()).isZero();
    } finally {
      second.destroyForcibly();
    }
  }

  /// Returns when it says that it is up.
  private Process start() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
    command.add(Standalone.class.getName());
    command.addAll(List.of("--port", Integer.toString(port), "--data", data.toString()));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeAll(List.of("MONGODB_URI", "REDIS_URL"));
    Process process = builder.start();
    List<String> output = new ArrayList<>();
    BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      output.add(line);
      if (line.startsWith("Parley is up at http://localhost:" + port)) {
        return process;
      }
    }
    throw new AssertionError("it did not start: " + output);
  }

  private int post(String path, String body) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }
}
