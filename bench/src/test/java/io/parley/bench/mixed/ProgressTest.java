package io.parley.bench.mixed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private final Progress progress = new Progress();

  @BeforeEach
  void begin() {
    assertThat(progress.isUnknown()).isTrue();
    progress.begin("e1", 4);
  }

  @Test
  void acknowledgedWhenNothingIsBetweenThenThere() {
    progress.acknowledged(5);
    progress.acknowledged(6);

    assertThat(progress.position()).isEqualTo(new Frames.Position("e1", 6));
  }

  @Test
  void acknowledgedWhenSomethingIsOnItsWayThenNotBeforeItHasCome() {
    progress.acknowledged(6);
    assertThat(progress.position().sequence()).isEqualTo(4);

    progress.reached(5);

    assertThat(progress.position().sequence()).isEqualTo(6);
  }
}
