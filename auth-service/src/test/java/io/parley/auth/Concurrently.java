package io.parley.auth;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// Does the same thing many times at once.
public final class Concurrently {

  private Concurrently() {}

  public static <T> List<T> times(int count, Callable<T> work) {
    return times(count, (int i) -> work);
  }

  /// Different things at once, one a number from 0 on.
  public static <T> List<T> times(int count, IntFunction<Callable<T>> work) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var futures = IntStream.range(0, count).mapToObj(i -> threads.submit(work.apply(i))).toList();
      return futures.stream().map(Concurrently::result).toList();
    }
  }

  private static <T> T result(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
