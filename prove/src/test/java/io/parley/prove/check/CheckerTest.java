package io.parley.prove.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CheckerTest {

  private static final long SEED = 20_261_128L;

  /// What the checker calls a violation is one: on correct histories it finds none.
  @Test
  void checkWhenEveryPromiseIsKeptThenNoViolation() {
    var checker = new Checker(Allowances.PROMISED);
    for (long seed = SEED; seed < SEED + 200; seed++) {
      assertThat(checker.check(Simulation.run(seed)).violations()).as("seed " + seed).isEmpty();
    }
  }
}
