package io.parley.prove.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.common.id.UserId;
import io.parley.prove.history.Entry;
import io.parley.prove.history.Recorder;
import io.parley.prove.history.RunEntry.PresenceTruth;
import io.parley.prove.history.RunEntry.Truth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttendanceTest {

  private static final UserId ANN = new UserId("ann");

  private final Clock clock = new Clock();
  private final Attendance attendance = new Attendance(clock, ANN);

  @Test
  void endedWhenWithACloseFrameThenLeftAtOnce() {
    welcomed(1);
    ended(5, true);

    assertThat(clock.written).containsExactly(truth(1, Truth.ONLINE), truth(5, Truth.LEFT));
  }

  @Test
  void welcomedWhenAwayForLongThenNobodyCouldSayFromTheUpgradeOn() {
    welcomed(1);
    ended(5, true);
    clock.at(60);
    attendance.connecting();
    welcomed(61);

    assertThat(clock.written)
        .containsExactly(
            truth(1, Truth.ONLINE),
            truth(5, Truth.LEFT),
            truth(60, Truth.UNSURE),
            truth(61, Truth.ONLINE));
  }

  @Test
  void welcomedWhenCutAndBackAtOnceThenTheUserWasThereAllTheTime() {
    welcomed(1);
    ended(5, false);
    welcomed(7);
    attendance.look();

    assertThat(clock.written).containsExactly(truth(1, Truth.ONLINE));
  }

  @Test
  void welcomedWhenCutAndBackLaterThenUnsureFromTheCutOn() {
    welcomed(1);
    ended(5, false);
    welcomed(15);

    assertThat(clock.written)
        .containsExactly(truth(1, Truth.ONLINE), truth(5, Truth.UNSURE), truth(15, Truth.ONLINE));
  }

  @Test
  void endedWhenAnEarlierSocketFellSilentThenGoneOnlyWhenTheServerMustHaveNoticed() {
    welcomed(1);
    clock.at(20);
    attendance.ended(false, seconds(6), true);
    welcomed(21);
    ended(30, true);
    clock.at(90);
    attendance.look();
    clock.at(102);
    attendance.look();

    assertThat(clock.written)
        .containsExactly(
            truth(1, Truth.ONLINE),
            truth(6, Truth.UNSURE),
            truth(21, Truth.ONLINE),
            truth(30, Truth.UNSURE),
            truth(102, Truth.LEFT));
  }

  @Test
  void failedWhenNobodyRefusedThenTheServerMayHaveASessionOfIt() {
    clock.at(1);
    attendance.connecting();
    attendance.failed(false);
    clock.at(2);
    attendance.connecting();
    attendance.failed(true);

    assertThat(clock.written).containsExactly(truth(1, Truth.UNSURE));
  }

  private void welcomed(long second) {
    clock.at(second);
    attendance.welcomed();
  }

  private void ended(long second, boolean withCloseFrame) {
    clock.at(second);
    attendance.ended(withCloseFrame, seconds(second), false);
  }

  private static PresenceTruth truth(long second, Truth truth) {
    return new PresenceTruth(seconds(second), ANN, truth);
  }

  private static long seconds(long seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }

  private static final class Clock implements Recorder {

    private final List<Entry> written = new ArrayList<>();
    private long now;

    void at(long second) {
      now = seconds(second);
    }

    @Override
    public long now() {
      return now;
    }

    @Override
    public void write(Entry entry) {
      written.add(entry);
    }
  }
}
