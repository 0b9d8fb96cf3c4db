package io.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ComeAgainTest {

  private final ComeAgain<String> comeAgain = new ComeAgain<>();

  @Test
  void admitsWhenSeveralWereRefusedThenInTheirOrderAndNothingNewBefore() {
    comeAgain.add("b", 2);
    comeAgain.add("a", 1);
    assertThat(admits("b")).isFalse();
    assertThat(admits("new")).isFalse();
    assertThat(admits("a")).isTrue();
    assertThat(admits("new")).isFalse();
    assertThat(admits("b")).isTrue();
    assertThat(admits("new")).isTrue();
    assertThat(comeAgain.isEmpty()).isTrue();
  }

  @Test
  void storedThenItMayStayAwayOrComeAndTheOthersAreStillAwaited() {
    comeAgain.add("a", 1);
    comeAgain.add("b", 2);
    comeAgain.add("c", 3);
    comeAgain.stored("a"::equals);
    assertThat(admits("new")).isFalse();
    assertThat(admits("a")).isTrue();
    assertThat(admits("b")).isTrue();
    assertThat(admits("new")).isFalse();
    comeAgain.stored("c"::equals);
    assertThat(admits("new")).isTrue();
  }

  @Test
  void addWhenOneThatCameAgainIsRefusedAgainThenItKeepsItsPlace() {
    comeAgain.add("a", 1);
    comeAgain.add("b", 2);
    assertThat(admits("a")).isTrue();
    comeAgain.add("a", 3);
    assertThat(admits("b")).isFalse();
    assertThat(admits("a")).isTrue();
    assertThat(admits("b")).isTrue();
  }

  @Test
  void addWhenFullThenTheFirstOnesStay() {
    for (int n = 1_100; n > 0; n--) {
      comeAgain.add("k" + n, n);
    }
    assertThat(admits("k2")).isFalse();
    assertThat(admits("k1")).isTrue();
    assertThat(admits("k2")).isTrue();
  }

  private boolean admits(String key) {
    return comeAgain.admits(key::equals);
  }
}
