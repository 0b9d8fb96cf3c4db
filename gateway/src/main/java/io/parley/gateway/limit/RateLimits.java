package io.parley.gateway.limit;

import io.parley.edge.ProblemException;
import io.parley.edge.RatePolicy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;

/// Asks the shared buckets, and this gateway's own while those are away; after a failure they are
/// left alone for a second, so that no request waits for a Redis that just did not answer another
/// one.
public final class RateLimits {

  private static final Logger log = LoggerFactory.getLogger(RateLimits.class);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Buckets shared;
  private final Buckets own;
  private final LongSupplier nanoTime;
  private final AtomicLong againAt;

  RateLimits(Buckets shared, Buckets own, LongSupplier nanoTime) {
    this.shared = shared;
    this.own = own;
    this.nanoTime = nanoTime;
    this.againAt = new AtomicLong(nanoTime.getAsLong());
  }

  /// Completes when the subject may go on, having said to the client what is left; errors with
  /// `rate-limited` when not.
  ///
  /// @param answer gets the header fields of the limit
  Mono<Void> pass(Limit limit, String subject, HttpHeaders answer) {
    return limit.isOff()
        ? Mono.empty()
        : take(limit, subject)
            .flatMap(
                taken ->
                    taken.isRefused()
                        ? refused(limit, taken.delay())
                        : Mono.fromRunnable(() -> tell(limit, taken, answer)));
  }

  /// Several limits of one request stand in one list.
  private static void tell(Limit limit, Taken taken, HttpHeaders answer) {
    var policy = limit.policy();
    answer.add(RatePolicy.POLICY_HEADER, policy.policy());
    answer.add(RatePolicy.STATE_HEADER, policy.state(limit.left(taken.fullIn()), taken.fullIn()));
  }

  private Mono<Taken> take(Limit limit, String subject) {
    return Mono.defer(
        () ->
            nanoTime.getAsLong() - againAt.get() < 0
                ? own.take(limit, subject)
                : shared
                    .take(limit, subject)
                    .onErrorResume(error -> withoutShared(limit, subject, error)));
  }

  private Mono<Taken> withoutShared(Limit limit, String subject, Throwable error) {
    var now = nanoTime.getAsLong();
    var before = againAt.getAndSet(now + PAUSE.toNanos());
    if (now - before >= 0) { // all that were under way fail with it
      log.warn("limits are counted by this gateway alone: {}", error.toString());
    }
    return own.take(limit, subject);
  }

  private static Mono<Void> refused(Limit limit, Duration wait) {
    return Mono.error(
        ProblemException.rateLimited(
            limit.name() + ": more than allowed (expected: a pause)", wait, limit.policy()));
  }
}
