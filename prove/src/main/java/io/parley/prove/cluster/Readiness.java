package io.parley.prove.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Waits until a service serves.
final class Readiness {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final long PAUSE_MILLIS = 100;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  /// @throws IOException when the process ended or the time is over
  void await(String name, URI address, Process process) throws IOException, InterruptedException {
    var path = name.startsWith("gateway-") ? "/health" : "/internal/ready";
    var request =
        HttpRequest.newBuilder(address.resolve(path)).timeout(Duration.ofSeconds(5)).build();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!answers(request)) {
      if (process.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new IOException(name + " ended with " + process.exitValue() + " while it started");
      }
      if (System.nanoTime() > deadline) {
        throw new IOException(name + " does not serve after " + PATIENCE);
      }
    }
  }

  private boolean answers(HttpRequest request) throws InterruptedException {
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }
}
