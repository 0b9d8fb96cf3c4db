package io.parley.edge.life;

import java.time.Duration;
import org.slf4j.Logger;
import reactor.util.retry.Retry;
import reactor.util.retry.RetryBackoffSpec;

/// How work that must get through in the end is tried again.
public final class Retries {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private Retries() {}

  /// For as long as it takes, after pauses that grow from a quarter of a second to five; they begin
  /// anew with whatever succeeds in between. Every failure is a warning.
  ///
  /// @param log of whose work it is
  /// @param failure what it says, before what went wrong
  public static RetryBackoffSpec forever(Logger log, String failure) {
    return Retry.backoff(Long.MAX_VALUE, FIRST_PAUSE)
        .maxBackoff(LONGEST_PAUSE)
        .transientErrors(true)
        .doBeforeRetry(signal -> log.warn("{}: {}", failure, signal.failure().toString()));
  }
}
