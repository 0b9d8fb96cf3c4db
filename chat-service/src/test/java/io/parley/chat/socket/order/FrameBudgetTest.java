package io.parley.chat.socket.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FrameBudgetTest {

  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong nanos = new AtomicLong();

  @Test
  void takeWhenBurstIsSpentThenAsManyAsComeBack() {
    var budget = new FrameBudget(2, 3, 0, nanos::get);

    for (int n = 0; n < 3; n++) {
      assertThat(budget.take()).isTrue();
    }
    assertThat(budget.take()).isFalse();
    nanos.addAndGet(SECOND);
    for (int n = 0; n < 2; n++) {
      assertThat(budget.take()).isTrue();
    }
    assertThat(budget.take()).isFalse();
  }

  @Test
  void takeWhenOffThenAlways() {
    var budget = new FrameBudget(0, 0, 0, nanos::get);

    for (int n = 0; n < 1_000; n++) {
      assertThat(budget.take()).isTrue();
      assertThat(budget.spendInvalid()).isFalse();
    }
  }

  @Test
  void spendInvalidWhenTooManyWithinAMinuteThenTrue() {
    var budget = new FrameBudget(0, 0, 3, nanos::get);

    for (int n = 0; n < 4; n++) {
      assertThat(budget.spendInvalid()).isFalse();
      nanos.addAndGet(n == 1 ? 61 * SECOND : 0);
    }
    assertThat(budget.spendInvalid()).isTrue();
  }
}
