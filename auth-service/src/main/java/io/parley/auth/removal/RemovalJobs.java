package io.parley.auth.removal;

import io.parley.common.id.UserId;
import io.parley.edge.life.Background;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Completes deletions, those of before a restart as well. One that fails is tried again after 5 s,
/// 10 s and so on up to five minutes, without end. Replicas share them, and two that take the same
/// one do no harm.
@Component
final class RemovalJobs implements Background {

  private static final Logger log = LoggerFactory.getLogger(RemovalJobs.class);

  private static final Duration PERIOD = Duration.ofSeconds(3);

  private final Removals removals;
  private final Removal removal;
  private final Work work = new Work();

  RemovalJobs(Removals removals, Removal removal) {
    this.removals = removals;
    this.removal = removal;
  }

  @Override
  public Disposable begin() {
    return Flux.interval(PERIOD).onBackpressureDrop().concatMap(tick -> round(), 1).subscribe();
  }

  @Override
  public Work work() {
    return work;
  }

  private Mono<Void> round() {
    return removals
        .due()
        .collectList()
        .flatMapMany(Flux::fromIterable)
        .concatMap(
            due ->
                removals
                    .claim(due)
                    .filter(Boolean::booleanValue)
                    .flatMap(claimed -> finished(due.user())))
        .then()
        .doOnError(error -> log.warn("deletions cannot be read: {}", error.toString()))
        .onErrorComplete();
  }

  private Mono<Void> finished(UserId user) {
    return removal
        .finish(user)
        .doOnError(
            error -> log.warn("the deletion of {} is not complete: {}", user, error.toString()))
        .onErrorComplete();
  }
}
