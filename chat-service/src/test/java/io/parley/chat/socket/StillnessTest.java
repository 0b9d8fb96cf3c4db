package io.parley.chat.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// D19: a node that was paused does no harm to its clients when it wakes.
class StillnessTest {

  private final Stillness stillness = new Stillness(0);

  @Test
  void beatWhenRegularThenClientsMayBeJudged() {
    for (int second = 0; second < 100; second++) {
      assertThat(beatAt(Duration.ofSeconds(second))).isTrue();
    }
  }

  @Test
  void beatWhenPausedThenPatientForAWhileAlsoWithBeatsInABurst() {
    assertThat(beatAt(Duration.ofSeconds(1))).isTrue();
    assertThat(beatAt(Duration.ofSeconds(91))).isFalse();
    assertThat(beatAt(Duration.ofSeconds(91))).isFalse();
    assertThat(beatAt(Duration.ofSeconds(92))).isFalse();
    assertThat(beatAt(Duration.ofSeconds(94))).isFalse();
    assertThat(beatAt(Duration.ofSeconds(96))).isTrue();
  }

  private boolean beatAt(Duration time) {
    return stillness.beat(time.toNanos());
  }
}
