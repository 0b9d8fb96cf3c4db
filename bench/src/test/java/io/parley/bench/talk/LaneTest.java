package io.parley.bench.talk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneTest {

  private final List<Long> written = new ArrayList<>();
  private final Lane lane = new Lane((_, due) -> written.add(due));

  @Test
  void sendWhenNothingWasRefusedThenAtOnce() {
    lane.send(1);
    lane.send(2);
    lane.acknowledged();
    lane.send(3);

    assertThat(written).containsExactly(1L, 2L, 3L);
  }

  @Test
  void refusedWhenOthersAreOnTheirWayThenInOrderBehindTheLastAnswer() {
    lane.send(1);
    lane.send(2);
    lane.send(3);
    lane.acknowledged();
    assertThat(lane.refused(2)).isTrue();
    lane.send(4);
    lane.rested();
    assertThat(written).containsExactly(1L, 2L, 3L);

    assertThat(lane.refused(3)).isFalse();

    assertThat(written).containsExactly(1L, 2L, 3L, 2L);
    lane.acknowledged();
    assertThat(written).containsExactly(1L, 2L, 3L, 2L, 3L, 4L);
    assertThat(lane.isQuiet()).isFalse();
    lane.acknowledged();
    lane.acknowledged();
    assertThat(lane.isQuiet()).isTrue();
  }

  @Test
  void refusedWhenAllIsAnsweredThenAgainWhenItsPauseIsOver() {
    lane.send(1);
    assertThat(lane.refused(1)).isTrue();
    lane.send(2);
    assertThat(written).containsExactly(1L);

    lane.rested();

    assertThat(written).containsExactly(1L, 1L);
    lane.acknowledged();
    assertThat(written).containsExactly(1L, 1L, 2L);
    lane.acknowledged();
    lane.send(3);
    assertThat(written).endsWith(3L);
  }

  @Test
  void sendWhenTooMuchIsUnansweredThenTheRestWaits() {
    for (long due = 1; due <= Lane.WINDOW + 2; due++) {
      lane.send(due);
    }
    assertThat(written).hasSize(Lane.WINDOW);

    lane.acknowledged();

    assertThat(written).hasSize(Lane.WINDOW + 1).endsWith(Lane.WINDOW + 1L);
  }
}
