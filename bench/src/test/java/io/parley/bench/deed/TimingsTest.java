package io.parley.bench.deed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TimingsTest {

  private static final String KIND = "first page";

  private final AtomicLong clock = new AtomicLong(100);
  private final Timings timings = new Timings(clock::get);

  @Test
  void resultThenWhatWasDueInTheWindow() {
    timings.begun(KIND, 100);
    assertThat(timings.result()).isEmpty();

    timings.open();
    timings.begun(KIND, 99);
    timings.begun(KIND, 100);
    timings.begun(KIND, 150);
    timings.failed(KIND, 150);
    clock.set(200);
    timings.close();
    timings.begun(KIND, 200);
    clock.set(2_000_100);
    timings.answered(KIND, 100);

    var timing = Objects.requireNonNull(timings.result().get(KIND));
    assertThat(timing.done()).isEqualTo(2);
    assertThat(timing.failed()).isOne();
    assertThat(timing.micros().getMaxValue()).isEqualTo(2_000);
  }

  @Test
  void openThenAnew() {
    timings.open();
    timings.begun(KIND, 150);

    timings.open();

    assertThat(timings.result()).isEmpty();
  }
}
