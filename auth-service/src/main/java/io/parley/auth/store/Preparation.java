package io.parley.auth.store;

import io.parley.edge.ProblemException;
import io.parley.edge.http.ReadyCheck;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/// Brings the store into the state that this service needs, at start and for as long as it takes:
/// indexes, then keys. The service is not ready before.
@Component
public final class Preparation implements SmartLifecycle, ReadyCheck {

  private static final Logger log = LoggerFactory.getLogger(Preparation.class);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final List<Step> steps;
  private volatile boolean prepared;
  private volatile @Nullable Disposable running;

  Preparation(List<Step> steps) {
    this.steps = List.copyOf(steps);
  }

  /// Something that must be in the store before this service serves. Idempotent, and safe beside
  /// the same step of another replica. Spring's order says which comes first.
  public interface Step {

    Mono<Void> prepare();
  }

  /// Completes when everything is in place; else errors with `try-again`.
  public Mono<Void> require() {
    return Mono.defer(
        () ->
            prepared
                ? Mono.empty()
                : Mono.error(ProblemException.tryAgain("The service is still starting")));
  }

  @Override
  public Mono<Boolean> ready() {
    return Mono.fromSupplier(() -> prepared);
  }

  @Override
  public void start() {
    running =
        Flux.fromIterable(steps)
            .concatMap(Step::prepare)
            .then(Mono.fromRunnable(() -> prepared = true))
            .retryWhen(
                Retry.backoff(Long.MAX_VALUE, FIRST_PAUSE)
                    .maxBackoff(LONGEST_PAUSE)
                    .doBeforeRetry(
                        signal ->
                            log.warn("the store is not prepared: {}", signal.failure().toString())))
            .subscribe();
  }

  @Override
  public void stop() {
    var now = running;
    if (now != null) {
      now.dispose();
      running = null;
    }
  }

  @Override
  public boolean isRunning() {
    return running != null;
  }
}
