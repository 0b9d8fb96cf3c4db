package io.parley.presence.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class LoopTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  private final AtomicInteger rounds = new AtomicInteger();

  @Test
  void runThenWaitsAsLongAsARoundSays() {
    StepVerifier.withVirtualTime(() -> loop(Mono.fromSupplier(() -> count(HOUR))).run())
        .expectSubscription()
        .then(() -> assertThat(rounds).hasValue(1))
        .expectNoEvent(HOUR.minusMillis(1))
        .then(() -> assertThat(rounds).hasValue(1))
        .thenAwait(Duration.ofMillis(1))
        .then(() -> assertThat(rounds).hasValue(2))
        .thenAwait(HOUR.multipliedBy(10))
        .then(() -> assertThat(rounds).hasValue(12))
        .thenCancel()
        .verify();
  }

  @Test
  void runWhenARoundFailsThenGoesOnAfterThePause() {
    Mono<Duration> round = Mono.fromSupplier(() -> count(HOUR));
    Mono<Duration> failing =
        round.flatMap(
            pause ->
                rounds.get() % 2 == 1
                    ? Mono.error(new IllegalStateException("away"))
                    : Mono.just(pause));
    StepVerifier.withVirtualTime(() -> loop(failing).run())
        .expectSubscription()
        .thenAwait(DAY.minusMillis(1))
        .then(() -> assertThat(rounds).hasValue(1))
        .thenAwait(Duration.ofMillis(1))
        .then(() -> assertThat(rounds).hasValue(2))
        .thenAwait(HOUR)
        .then(() -> assertThat(rounds).hasValue(3))
        .thenCancel()
        .verify();
  }

  @Test
  void runWhenARoundIsSlowThenNeverTwiceAtOnce() {
    StepVerifier.withVirtualTime(
            () ->
                loop(Mono.fromSupplier(() -> count(Duration.ZERO))
                        .delayElement(HOUR.multipliedBy(3)))
                    .run())
        .expectSubscription()
        .thenAwait(HOUR.multipliedBy(2))
        .then(() -> assertThat(rounds).hasValue(1))
        .thenAwait(HOUR.multipliedBy(2))
        .then(() -> assertThat(rounds).hasValue(2))
        .thenCancel()
        .verify();
  }

  @Test
  void runWhenARoundSaysEndThenCompletes() {
    Mono<Duration> round = Mono.fromSupplier(() -> count(rounds.get() < 4 ? HOUR : Loop.END));
    StepVerifier.withVirtualTime(() -> loop(round).run())
        .expectSubscription()
        .expectNoEvent(HOUR.multipliedBy(4))
        .verifyComplete();
    assertThat(rounds).hasValue(5);
  }

  private Duration count(Duration pause) {
    rounds.incrementAndGet();
    return pause;
  }

  private static Loop loop(Mono<Duration> round) {
    return new Loop("test", DAY, () -> round);
  }
}
