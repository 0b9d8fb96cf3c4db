package io.parley.standalone;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Waits until the gateway says that the platform serves.
final class Health {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);
  private static final long PAUSE_MILLIS = 50;
  private static final int OK = 200;

  private Health() {}

  /// @throws StartFailure when it is not UP within a minute; the sentence carries its last answer
  static void await(int port) {
    var address = URI.create("http://127.0.0.1:%d/health".formatted(port));
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (HttpClient client = HttpClient.newHttpClient()) {
      String answer = ask(client, address);
      while (!answer.isEmpty()) {
        if (System.nanoTime() > deadline) {
          throw new StartFailure("the gateway is not UP after a minute: " + answer);
        }
        pause();
        answer = ask(client, address);
      }
    }
  }

  /// Returns nothing when it is UP, else what came instead.
  private static String ask(HttpClient client, URI address) {
    var request = HttpRequest.newBuilder(address).timeout(ANSWER_TIMEOUT).build();
    try {
      var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == OK ? "" : answer.statusCode() + " " + answer.body();
    } catch (IOException e) {
      return "no answer, " + e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartFailure("interrupted while starting", e);
    }
  }

  private static void pause() {
    try {
      boolean never = new CountDownLatch(1).await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      assert !never;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartFailure("interrupted while starting", e);
    }
  }
}
