package io.parley.chat.log.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.common.id.ConversationId;
import java.time.Duration;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class PaceTest {

  private static final ConversationId CONVERSATION = new ConversationId("c");
  private static final long WRITE = Duration.ofMillis(10).toNanos();

  private final Pace pace = new Pace();

  @Test
  void pauseWhenNobodyElseWritesThenNone() {
    assertThat(pace.pauseNanos(CONVERSATION, 0, 0)).isZero();
  }

  @RepeatedTest(20)
  void pauseWhenWonAgainstAnotherNodeThenLongEnoughForItToReadAndWrite() {
    writes();
    pace.lost(CONVERSATION, 0);
    assertThat(pace.pauseNanos(CONVERSATION, 0, 1)).isBetween(WRITE, WRITE * 3);
    assertThat(pace.pauseNanos(new ConversationId("other"), 0, 1)).isZero();
  }

  @Test
  void pauseWhenTheOtherNodeIsQuietAgainThenNone() {
    long later = Duration.ofSeconds(3).toNanos();
    pace.lost(CONVERSATION, 0);
    assertThat(pace.pauseNanos(CONVERSATION, 0, later)).isZero();
    pace.forgetOld(later);
    assertThat(pace.pauseNanos(CONVERSATION, 0, 1)).isZero();
  }

  @RepeatedTest(20)
  void pauseWhenLostThenNoneAtFirstAndNeverLong() {
    writes();
    pace.lost(CONVERSATION, 0);
    assertThat(pace.pauseNanos(CONVERSATION, 3, 1)).isZero();
    assertThat(pace.pauseNanos(CONVERSATION, 50, 1))
        .isBetween(0L, Duration.ofMillis(100).toNanos());
  }

  private void writes() {
    for (int i = 0; i < 100; i++) {
      pace.wrote(WRITE);
    }
  }
}
