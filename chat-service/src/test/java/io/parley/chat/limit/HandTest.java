package io.parley.chat.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class HandTest {

  private static final Duration WAIT = Duration.ofMillis(70);

  private final Hand hand = new Hand();
  private final AtomicInteger asked = new AtomicInteger();

  @Test
  void useWhenThereAreSomeThenNobodyIsAsked() {
    for (int i = 0; i < 10; i++) {
      StepVerifier.create(hand.use(answering(5))).expectNext(Duration.ZERO).verifyComplete();
    }
    assertThat(asked).hasValue(2);
  }

  @Test
  void useWhenTheBucketIsEmptyThenTheWait() {
    StepVerifier.create(hand.use(answering(-70))).expectNext(WAIT).verifyComplete();
    StepVerifier.create(hand.use(answering(1))).expectNext(Duration.ZERO).verifyComplete();
  }

  /// What comes at once would else empty the bucket and use a fifth of it.
  @Test
  void useWhenManyWaitThenTheyShareWhatIsTaken() {
    List<Sinks.One<Long>> answers = new ArrayList<>();
    var more =
        Mono.defer(
            () -> {
              answers.add(Sinks.one());
              return answers.getLast().asMono();
            });
    List<Duration> given = new ArrayList<>();
    Flux.range(0, 12).flatMap(_ -> hand.use(more)).subscribe(given::add);

    answers.getLast().tryEmitValue(5L);
    assertThat(given).hasSize(5).containsOnly(Duration.ZERO);
    answers.getLast().tryEmitValue(5L);
    assertThat(given).hasSize(10).containsOnly(Duration.ZERO);
    answers.getLast().tryEmitValue(-70L);
    assertThat(given.subList(10, 12)).containsExactly(WAIT, WAIT);
    assertThat(answers).hasSize(3);
  }

  @Test
  void useWhenTakingFailsThenAllWhoWaitFailAndTheNextTriesAgain() {
    Sinks.One<Long> away = Sinks.one();
    var waiting = Flux.range(0, 2).flatMap(_ -> hand.use(away.asMono()).materialize()).cache();
    waiting.subscribe();
    away.tryEmitError(new IllegalStateException("away"));

    StepVerifier.create(waiting)
        .expectNextMatches(s -> s.isOnError())
        .expectNextCount(1)
        .verifyComplete();
    StepVerifier.create(hand.use(answering(5))).expectNext(Duration.ZERO).verifyComplete();
  }

  private Mono<Long> answering(long answer) {
    return Mono.fromSupplier(
        () -> {
          asked.incrementAndGet();
          return answer;
        });
  }
}
