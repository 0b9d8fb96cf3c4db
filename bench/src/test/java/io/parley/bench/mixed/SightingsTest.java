package io.parley.bench.mixed;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bench.deed.Timings;
import io.parley.bench.result.Action;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SightingsTest {

  private final AtomicLong clock = new AtomicLong();
  private final Timings timings = new Timings(clock::get);
  private final Sightings sightings = new Sightings(timings);

  @Test
  void seeWhenShownThenTheFirstToSeeItCounts() {
    timings.open();
    sightings.show(Deed.READ, "anna c1", 7);
    clock.set(5_000_000);
    sightings.see(Deed.READ, "anna c1", 6);
    sightings.see(Deed.READ, "ben c1", 7);
    assertThat(read().unanswered()).isOne();

    sightings.see(Deed.READ, "anna c1", 8);
    sightings.see(Deed.READ, "anna c1", 8);

    assertThat(read().done()).isOne();
    assertThat(read().unanswered()).isZero();
    assertThat(read().times().longest()).isBetween(4.9, 5.1);
  }

  @Test
  void seeWhenForgottenThenNothing() {
    timings.open();
    sightings.show(Deed.READ, "anna c1", 7);
    sightings.forget(Deed.READ, "anna c1");

    sightings.see(Deed.READ, "anna c1", 7);

    assertThat(read().unanswered()).isOne();
  }

  private Action read() {
    return Action.of(Deed.READ, Objects.requireNonNull(timings.result().get(Deed.READ)));
  }
}
