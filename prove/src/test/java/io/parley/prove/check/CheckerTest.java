package io.parley.prove.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.prove.history.CallEntry;
import io.parley.prove.history.SessionEntry;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CheckerTest {

  private static final long SEED = 20_261_128L;
  private static final int HISTORIES = 150;

  /// What the checker calls a violation is one: on correct histories it finds none, although each
  /// rule has something to look at.
  @Test
  void checkWhenEveryPromiseIsKeptThenNoViolation() {
    var checker = new Checker(Allowances.PROMISED);
    var examined = new TreeMap<Integer, Long>();
    for (long seed = SEED; seed < SEED + HISTORIES; seed++) {
      var verdict = checker.check(Simulation.run(seed));
      assertThat(verdict.violations()).as("seed " + seed).isEmpty();
      for (int rule = 0; rule < verdict.lines().size(); rule++) {
        examined.merge(rule, verdict.lines().get(rule).finding().examined(), Long::sum);
      }
    }
    assertThat(examined.values()).allMatch(count -> count >= HISTORIES / 2);
  }

  @Test
  void figuresWhenCheckedThenCountWhatTheHistoryHolds() {
    var history = Simulation.run(SEED);

    var figures = new Checker(Allowances.PROMISED).check(history).figures();

    assertThat(figures.sends()).isEqualTo(history.all(CallEntry.Sent.class).count());
    assertThat(figures.acks()).isEqualTo(history.all(CallEntry.Acked.class).count());
    assertThat(figures.refusals()).isEqualTo(history.all(CallEntry.Refused.class).count());
    assertThat(figures.deliveries()).isEqualTo(history.all(SessionEntry.Received.class).count());
    assertThat(figures.messages()).isLessThan(figures.sends());
    assertThat(figures.quiet().acks().count() + figures.faulty().acks().count())
        .isEqualTo((int) figures.messages());
    assertThat(figures.faulty().acks().percentile(1)).isPositive();
  }

  @Test
  void percentileWhenTenThenTheLeastThatCoversThePart() {
    var durations = new Durations();
    for (int nanos = 10; nanos >= 1; nanos--) {
      durations.add(nanos);
    }

    assertThat(durations.percentile(0.5)).isEqualTo(5);
    assertThat(durations.percentile(0.99)).isEqualTo(10);
    assertThat(new Durations().percentile(0.99)).isZero();
    assertThat(new Durations().summary()).isNull();
  }
}
