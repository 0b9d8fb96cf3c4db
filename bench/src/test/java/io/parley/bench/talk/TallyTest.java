package io.parley.bench.talk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TallyTest {

  private final Tally tally = new Tally(System.nanoTime());

  @Test
  void resetWhenTheMomentIsToComeThenOnlyWhatIsDueFromThenOnCounts() {
    long from = tally.now() + Duration.ofMinutes(1).toNanos();

    assertThat(tally.reset(from)).isTrue();
    tally.sent(from - 1, 1);
    tally.delivered(from - 1);
    tally.sent(from, 3);
    tally.delivered(from);
    tally.caughtUp(from);

    assertThat(tally.count().sent()).isOne();
    assertThat(tally.count().expected()).isEqualTo(3);
    assertThat(tally.count().caughtUp()).isOne();
    assertThat(tally.count().lost()).isOne();
  }

  @Test
  void resetWhenTheMomentHasPassedThenSaysSo() {
    assertThat(tally.reset(tally.now())).isFalse();
  }
}
