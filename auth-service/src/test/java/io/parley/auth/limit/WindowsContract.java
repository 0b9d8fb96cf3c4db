package io.parley.auth.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/// What every counter promises.
interface WindowsContract {

  Duration WINDOW = Duration.ofSeconds(2);
  Duration SOON = Duration.ofSeconds(10);

  Windows windows();

  /// Lets a window end.
  void pass(Duration time);

  @Test
  default void takeWhenFullThenSaysHowLongToWait() {
    var key = newKey();
    for (int i = 0; i < 3; i++) {
      StepVerifier.create(windows().take(key, 3, WINDOW))
          .expectNext(Duration.ZERO)
          .verifyComplete();
    }

    StepVerifier.create(windows().take(key, 3, WINDOW))
        .assertNext(wait -> assertThat(wait).isPositive().isLessThanOrEqualTo(WINDOW))
        .verifyComplete();
    StepVerifier.create(windows().take(newKey(), 3, WINDOW))
        .expectNext(Duration.ZERO)
        .verifyComplete();
  }

  @Test
  default void takeWhenWindowHasEndedThenCountsAnew() {
    var key = newKey();
    StepVerifier.create(windows().take(key, 1, WINDOW)).expectNext(Duration.ZERO).verifyComplete();

    pass(WINDOW.plusMillis(100));

    StepVerifier.create(windows().take(key, 1, WINDOW)).expectNext(Duration.ZERO).verifyComplete();
  }

  @Test
  default void giveBackWhenTakenThenMayBeTakenAgain() {
    var key = newKey();
    StepVerifier.create(windows().take(key, 1, WINDOW)).expectNext(Duration.ZERO).verifyComplete();

    StepVerifier.create(windows().giveBack(key)).verifyComplete();
    StepVerifier.create(windows().giveBack(key)).verifyComplete();
    StepVerifier.create(windows().giveBack(newKey())).verifyComplete();

    StepVerifier.create(windows().take(key, 1, WINDOW)).expectNext(Duration.ZERO).verifyComplete();
    StepVerifier.create(windows().take(key, 1, WINDOW))
        .assertNext(wait -> assertThat(wait).isPositive())
        .verifyComplete();
  }

  @Test
  default void takeWhenManyAtOnceThenNoneTooMany() {
    var key = newKey();

    var allowed =
        Flux.range(0, 100)
            .flatMap(i -> windows().take(key, 10, Duration.ofMinutes(1)), 32)
            .filter(Duration::isZero)
            .count()
            .block(SOON);

    assertThat(allowed).isEqualTo(10);
  }

  private static String newKey() {
    return "auth:limit:test:" + UUID.randomUUID();
  }
}
