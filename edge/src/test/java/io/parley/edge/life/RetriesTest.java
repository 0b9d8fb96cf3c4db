package io.parley.edge.life;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class RetriesTest {

  private static final Logger log = LoggerFactory.getLogger(RetriesTest.class);

  private static final Duration LONG = Duration.ofHours(1);

  /// Reactor spreads pauses by half.
  private static final long LONGEST_MILLIS = 7_500;

  private final List<Long> tries = new ArrayList<>();

  @Test
  void foreverWhenItNeverWorksThenPausesGrowToFiveSecondsAndNoFurther() {
    StepVerifier.withVirtualTime(() -> failing(Flux.empty()))
        .thenAwait(LONG)
        .thenCancel()
        .verify(Duration.ofSeconds(30));
    assertThat(pauses()).hasSizeGreaterThan(400).allMatch(pause -> pause <= LONGEST_MILLIS);
    assertThat(pauses().getFirst()).isBetween(125L, 375L);
    assertThat(pauses().getLast()).isGreaterThan(2_000);
  }

  @Test
  void foreverWhenSomethingWorkedInBetweenThenPausesBeginAnew() {
    StepVerifier.withVirtualTime(() -> failing(Flux.just(1)).take(50))
        .thenAwait(LONG)
        .expectNextCount(50)
        .verifyComplete();
    assertThat(pauses()).hasSize(49).allMatch(pause -> pause <= 375);
  }

  /// Fails after what it emits, whenever it is tried.
  private Flux<Integer> failing(Flux<Integer> before) {
    return Flux.defer(
            () -> {
              tries.add(Schedulers.parallel().now(TimeUnit.MILLISECONDS));
              return before.concatWith(Flux.error(new IllegalStateException("not now")));
            })
        .retryWhen(Retries.forever(log, "it does not work"));
  }

  private List<Long> pauses() {
    var pauses = new ArrayList<Long>();
    for (int i = 1; i < tries.size(); i++) {
      pauses.add(tries.get(i) - tries.get(i - 1));
    }
    return pauses;
  }
}
