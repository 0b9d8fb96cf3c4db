package io.parley.chat.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LifeTest {

  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");

  @Test
  void warnWhenAMinuteIsLeftThenOnce() {
    var life = new Life(NOW, NOW.plusSeconds(600), null);

    assertThat(life.warn(NOW.plusSeconds(539))).isFalse();
    assertThat(life.warn(NOW.plusSeconds(540))).isTrue();
    assertThat(life.warn(NOW.plusSeconds(541))).isFalse();
    assertThat(life.isOver(NOW.plusSeconds(599))).isFalse();
    assertThat(life.isOver(NOW.plusSeconds(600))).isTrue();
  }

  @Test
  void warnWhenLifeIsShortThenInTheMiddle() {
    var life = new Life(NOW, NOW.plusSeconds(10), null);

    assertThat(life.warn(NOW.plusSeconds(4))).isFalse();
    assertThat(life.warn(NOW.plusSeconds(5))).isTrue();
  }

  @Test
  void extendWhenExtendedThenWarnedAgain() {
    var life = new Life(NOW, NOW.plusSeconds(10), null);
    life.warn(NOW.plusSeconds(5));

    life.extend(NOW.plusSeconds(6), NOW.plusSeconds(606));

    assertThat(life.isOver(NOW.plusSeconds(11))).isFalse();
    assertThat(life.warn(NOW.plusSeconds(545))).isFalse();
    assertThat(life.warn(NOW.plusSeconds(546))).isTrue();
  }

  @Test
  void resumeWhenPromisedThenOverdueUntilItComes() {
    var life = new Life(NOW, NOW.plusSeconds(600), NOW.plusSeconds(10));

    assertThat(life.isResumeOverdue(NOW.plusSeconds(10))).isFalse();
    assertThat(life.isResumeOverdue(NOW.plusSeconds(11))).isTrue();
    life.resumed();
    assertThat(life.isResumeOverdue(NOW.plusSeconds(11))).isFalse();
  }

  @Test
  void strikeWhenThirdThenTooMany() {
    var life = new Life(NOW, NOW.plusSeconds(600), null);

    assertThat(life.strike()).isFalse();
    assertThat(life.strike()).isFalse();
    assertThat(life.strike()).isTrue();
  }

  @Test
  void isPingDueWhenHeartbeatHasPassedThenOnce() {
    var life = new Life(NOW, NOW.plusSeconds(600), null);

    assertThat(life.isPingDue(Duration.ofHours(1))).isFalse();
    assertThat(life.isPingDue(Duration.ZERO)).isTrue();
  }
}
