package io.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.log.TryAgain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class TogetherTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// A read that a test answers.
  private record Read(Set<String> keys, Sinks.One<Map<String, Integer>> answer) {}

  private final List<Read> reads = new ArrayList<>();
  private final Together<String, Integer> together =
      new Together<>(this::read, Mono::subscribe, 1, 3, 4);

  private Mono<Map<String, Integer>> read(Set<String> keys) {
    var read = new Read(keys, Sinks.one());
    reads.add(read);
    return read.answer().asMono();
  }

  private Mono<Integer> ask(String key) {
    var asked = together.get(key).cache();
    asked.subscribe(_ -> {}, _ -> {});
    return asked;
  }

  private void answer(int read, Map<String, Integer> values) {
    reads.get(read).answer().tryEmitValue(values);
  }

  @Test
  void askWhenAReadIsUnderWayThenTheNextServesAllWhoWait() {
    var first = ask("a");
    var again = ask("a");
    var other = ask("b");
    assertThat(reads).hasSize(1);

    answer(0, Map.of("a", 1));
    assertThat(reads).hasSize(2);
    assertThat(reads.get(1).keys()).containsExactlyInAnyOrder("a", "b");
    answer(1, Map.of("a", 2));

    StepVerifier.create(first).expectNext(1).expectComplete().verify(PATIENCE);
    assertThat(again.block(PATIENCE)).as("not older than its question").isEqualTo(2);
    StepVerifier.create(other).expectComplete().verify(PATIENCE);
  }

  @Test
  void askWhenTooManyWaitThenTryAgainAndTheOthersAreServedInParts() {
    ask("first");
    var waiting = List.of(ask("a"), ask("b"), ask("c"), ask("d"));
    StepVerifier.create(ask("e")).expectError(TryAgain.class).verify(PATIENCE);

    answer(0, Map.of());
    assertThat(reads.get(1).keys()).containsExactlyInAnyOrder("a", "b", "c");
    answer(1, Map.of("a", 1, "b", 2, "c", 3));
    answer(2, Map.of("d", 4));

    assertThat(waiting.stream().map(one -> one.block(PATIENCE))).containsExactly(1, 2, 3, 4);
  }

  @Test
  void askWhenTheReadFailsThenAllWhoWereInItFailAndTheNextGoesOn() {
    var first = ask("a");
    var second = ask("b");
    reads.getFirst().answer().tryEmitError(new IllegalStateException("away"));
    StepVerifier.create(first).expectError(IllegalStateException.class).verify(PATIENCE);

    answer(1, Map.of("b", 2));
    assertThat(second.block(PATIENCE)).isEqualTo(2);
  }
}
