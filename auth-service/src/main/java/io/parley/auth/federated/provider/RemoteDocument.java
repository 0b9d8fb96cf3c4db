package io.parley.auth.federated.provider;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// A document of a provider, kept here. It is fetched when somebody wants it: for the first time,
/// when it has grown old, or when something is missing in it; but once in 30 s at most after it was
/// had, and once a second before, however many ask. While it cannot be fetched the one before
/// counts.
///
/// @param <T> what was read from it
final class RemoteDocument<T> {

  private static final Logger log = LoggerFactory.getLogger(RemoteDocument.class);

  private static final Duration AT_MOST_EVERY = Duration.ofSeconds(30);
  private static final Duration AT_MOST_EVERY_AT_FIRST = Duration.ofSeconds(1);

  private final Mono<T> fetch;
  private final Duration fresh;
  private final LongSupplier nanoTime;
  private volatile @Nullable Known<T> known;
  private @Nullable Mono<T> underWay;
  private @Nullable Throwable lastFailure;
  private long nextFetch;

  /// @param fetch errors when it cannot be had; never empty
  /// @param fresh how long it is used without asking again
  RemoteDocument(Mono<T> fetch, Duration fresh, LongSupplier nanoTime) {
    this.fetch = fetch;
    this.fresh = fresh;
    this.nanoTime = nanoTime;
    this.nextFetch = nanoTime.getAsLong();
  }

  private record Known<T>(T document, long at) {}

  /// The document, not much older than it may be. Errors as the fetch does while there is none.
  Mono<T> get() {
    return Mono.defer(
        () -> {
          var now = known;
          return now == null || nanoTime.getAsLong() - now.at() > fresh.toNanos()
              ? fetched()
              : Mono.just(now.document());
        });
  }

  /// The same, fetched once more if that may be by now.
  Mono<T> again() {
    return Mono.defer(this::fetched);
  }

  private synchronized Mono<T> fetched() {
    var running = underWay;
    if (running != null) {
      return running;
    }
    var now = nanoTime.getAsLong();
    if (now - nextFetch < 0) {
      return present();
    }
    nextFetch = now + (known == null ? AT_MOST_EVERY_AT_FIRST : AT_MOST_EVERY).toNanos();
    var started =
        fetch
            .doOnNext(this::take)
            .doOnError(this::failed)
            .doFinally(signal -> done())
            .onErrorResume(error -> present())
            .cache();
    underWay = started;
    return started;
  }

  private synchronized void take(T document) {
    var now = nanoTime.getAsLong();
    known = new Known<>(document, now);
    nextFetch = now + AT_MOST_EVERY.toNanos();
  }

  private synchronized void failed(Throwable error) {
    lastFailure = error;
    var cause = error.getCause();
    log.warn(
        "a provider's document cannot be fetched: {}",
        String.valueOf(cause == null ? error : cause));
  }

  private synchronized void done() {
    underWay = null;
  }

  private synchronized Mono<T> present() {
    var now = known;
    if (now != null) {
      return Mono.just(now.document());
    }
    var failure = lastFailure;
    return Mono.error(failure == null ? new IllegalStateException("never fetched") : failure);
  }
}
