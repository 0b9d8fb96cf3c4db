package io.parley.auth;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/// Waits for what comes by itself.
public final class Eventually {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Eventually() {}

  public static void isTrue(BooleanSupplier condition) {
    Flux.interval(Duration.ofMillis(30), Schedulers.boundedElastic())
        .onBackpressureDrop()
        .concatMap(tick -> reactor.core.publisher.Mono.fromSupplier(condition::getAsBoolean), 1)
        .filter(held -> held)
        .blockFirst(PATIENCE);
  }
}
