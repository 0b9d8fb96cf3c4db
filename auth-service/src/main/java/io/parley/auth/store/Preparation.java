package io.parley.auth.store;

import io.parley.edge.ProblemException;
import io.parley.edge.http.ReadyCheck;
import io.parley.edge.life.Background;
import io.parley.edge.life.Retries;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Brings the store into the state that this service needs, at start and for as long as it takes:
/// indexes, then keys. The service is not ready before.
@Component
public final class Preparation implements Background, ReadyCheck {

  private static final Logger log = LoggerFactory.getLogger(Preparation.class);

  private final List<Step> steps;
  private volatile boolean prepared;
  private final Work work = new Work();

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
  public Disposable begin() {
    return Flux.fromIterable(steps)
        .concatMap(Step::prepare)
        .then(Mono.fromRunnable(() -> prepared = true))
        .retryWhen(Retries.forever(log, "the store is not prepared"))
        .subscribe();
  }

  @Override
  public Work work() {
    return work;
  }
}
