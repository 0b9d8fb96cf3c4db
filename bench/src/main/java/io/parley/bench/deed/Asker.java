package io.parley.bench.deed;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Asks the REST interface, without waiting for what was asked before. Thread-safe.
public final class Asker implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long PAUSE_MILLIS = 20;
  private static final int OK = 200;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(threads).build();
  private final URI address;
  private final Timings timings;
  private final AtomicInteger underWay = new AtomicInteger();

  public Asker(URI address, Timings timings) {
    this.address = address;
    this.timings = timings;
  }

  /// Asks for something that is there.
  ///
  /// @param kind that it counts as
  /// @param token of the user who asks
  /// @param due when it was to be asked
  /// @return the body of the answer, on a thread of its own; empty when it did not come, or is
  ///   another one than was expected
  public CompletableFuture<Optional<String>> get(String kind, String path, String token, long due) {
    var request =
        HttpRequest.newBuilder(address.resolve(path))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + token)
            .build();
    timings.begun(kind, due);
    underWay.incrementAndGet();
    return http.sendAsync(request, BodyHandlers.ofString())
        .handleAsync((answer, error) -> heard(kind, due, error == null ? answer : null), threads);
  }

  private Optional<String> heard(String kind, long due, @Nullable HttpResponse<String> answer) {
    underWay.decrementAndGet();
    if (answer == null || answer.statusCode() != OK) {
      timings.failed(kind, due);
      return Optional.empty();
    }
    timings.answered(kind, due);
    return Optional.of(answer.body());
  }

  /// Waits until everything is answered, or given up.
  public void awaitQuiet() throws InterruptedException {
    while (underWay.get() > 0) {
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
    threads.shutdownNow();
  }
}
