package io.parley.presence.loop;

import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// Does one thing again and again, never twice at once, until it says [#END] or is disposed.
///
/// Each round answers how long to wait before the next one. A round that fails is logged when the
/// one before did not, and repeated after a pause; a failure never ends a loop.
public final class Loop {

  /// What the last round answers.
  public static final Duration END = Duration.ofMillis(-1);

  private static final Logger log = LoggerFactory.getLogger(Loop.class);

  private final String name;
  private final Duration afterFailure;
  private final Supplier<Mono<Duration>> round;
  private boolean failing;

  /// @param name what it does, for the log
  public Loop(String name, Duration afterFailure, Supplier<Mono<Duration>> round) {
    this.name = name;
    this.afterFailure = afterFailure;
    this.round = round;
  }

  /// Runs while subscribed to; completes after [#END], never fails. To be subscribed to once.
  public Mono<Void> run() {
    return Mono.defer(round)
        .doOnNext(pause -> failing = false)
        .onErrorResume(this::afterFailure)
        .delayUntil(Mono::delay)
        .repeat()
        .takeWhile(pause -> !pause.equals(END))
        .then();
  }

  private Mono<Duration> afterFailure(Throwable failure) {
    if (!failing) {
      log.warn("{} failed, trying again: {}", name, failure.toString());
    }
    failing = true;
    return Mono.just(afterFailure);
  }
}
