package io.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TurnsTest {

  private static final int ALL = Integer.MAX_VALUE;

  private final AtomicLong now = new AtomicLong();
  private final Turns<String, Integer> turns =
      new Turns<>(2, Duration.ofNanos(10), Math::max, now::get);

  @Test
  void takeWhenQuietBeforeThenAtOnceElseOnceAPeriod() {
    turns.add("a", 1);
    assertThat(turns.take(ALL)).isEqualTo(Map.of("a", 1));
    turns.add("a", 3);
    turns.add("a", 2);
    now.set(9);
    assertThat(turns.take(ALL)).isEmpty();
    assertThat(turns.isEmpty()).isFalse();
    now.set(10);
    assertThat(turns.take(ALL)).isEqualTo(Map.of("a", 3));
    assertThat(turns.isEmpty()).isTrue();
    now.set(20);
    assertThat(turns.take(ALL)).isEmpty();
    turns.add("a", 4);
    assertThat(turns.take(ALL)).isEqualTo(Map.of("a", 4));
  }

  @Test
  void addWhenFullThenOnlyWhatWaitsGoesOn() {
    turns.add("a", 1);
    turns.add("b", 1);
    assertThat(turns.add("c", 1)).isFalse();
    assertThat(turns.add("a", 2)).isTrue();
    assertThat(turns.take(1)).isEqualTo(Map.of("a", 2));
    assertThat(turns.add("c", 1)).isTrue();
    assertThat(turns.take(ALL)).isEqualTo(Map.of("b", 1, "c", 1));
  }

  @Test
  void takeNowThenWhetherItIsTheirTurnOrNot() {
    turns.add("a", 1);
    turns.take(ALL);
    turns.add("a", 2);
    turns.add("b", 1);
    assertThat(turns.takeNow(List.of("a", "b", "c"))).isEqualTo(Map.of("a", 2, "b", 1));
    assertThat(turns.isEmpty()).isTrue();
    now.set(10);
    assertThat(turns.take(ALL)).isEmpty();
  }

  @Test
  void claimThenOnceAPeriodAndWhatWaitedIsForgotten() {
    assertThat(turns.claim("a")).isTrue();
    assertThat(turns.claim("a")).isFalse();
    turns.add("a", 1);
    assertThat(turns.take(ALL)).isEmpty();
    now.set(10);
    assertThat(turns.claim("a")).isTrue();
    assertThat(turns.isEmpty()).isTrue();
    now.set(20);
    assertThat(turns.take(ALL)).isEmpty();
    turns.claim("a");
    turns.claim("b");
    assertThat(turns.claim("c")).as("no room to rest").isFalse();
  }

  @Test
  void takeAllThenNothingWaits() {
    turns.add("a", 1);
    turns.take(ALL);
    turns.add("a", 2);
    turns.add("b", 1);
    assertThat(turns.takeAll()).isEqualTo(Map.of("a", 2, "b", 1));
    assertThat(turns.isEmpty()).isTrue();
    assertThat(turns.add("c", 1)).isTrue();
    assertThat(turns.add("d", 1)).isTrue();
  }
}
