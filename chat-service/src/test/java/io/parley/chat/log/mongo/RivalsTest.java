package io.parley.chat.log.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.common.id.ConversationId;
import io.parley.common.id.NodeId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RivalsTest {

  private static final ConversationId CONVERSATION = new ConversationId("c");
  private static final NodeId FIRST = new NodeId("a");
  private static final NodeId SECOND = new NodeId("b");
  private static final NodeId LAST = new NodeId("d");
  private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long SOON = Duration.ofMillis(50).toNanos();

  private final Rivals rivals = new Rivals(new NodeId("c"));

  @Test
  void ofWhenAnotherOneIsBusyWhereThisOneWritesTooThenThatOneForAMoment() {
    long now = busy(FIRST, true, 0);
    assertThat(rivals.of(CONVERSATION, now)).isEqualTo(FIRST);
    assertThat(rivals.of(new ConversationId("other"), now)).isNull();
    assertThat(rivals.of(CONVERSATION, now + 4 * SOON)).isEqualTo(FIRST);
    assertThat(rivals.of(CONVERSATION, now + 5 * SOON)).isNull();
  }

  @Test
  void ofWhenTheOtherOneWritesNowAndThenThenItself() {
    long now = 0;
    for (int i = 0; i < 100; i++) {
      now += 3 * SOON;
      rivals.wrote(FIRST, CONVERSATION, true, now);
    }
    assertThat(rivals.of(CONVERSATION, now)).isNull();
  }

  @Test
  void ofWhenABurstComesThenItself() {
    for (int i = 0; i < 25; i++) {
      rivals.wrote(FIRST, CONVERSATION, true, SOON);
    }
    assertThat(rivals.of(CONVERSATION, SOON)).isNull();
  }

  @Test
  void ofWhenTheOtherOneGoesOnThenItStaysWhetherThisOneWritesOrNot() {
    long now = busy(FIRST, true, 0);
    rivals.forgetOld(now);
    now = busy(FIRST, false, now);
    assertThat(rivals.of(CONVERSATION, now)).isEqualTo(FIRST);
    rivals.forgetOld(now + 2 * SECOND_NANOS);
    now = busy(FIRST, false, now + 2 * SECOND_NANOS);
    assertThat(rivals.of(CONVERSATION, now)).isNull();
  }

  @Test
  void ofWhenThisOneWasNotAboutToWriteThenItself() {
    assertThat(rivals.of(CONVERSATION, busy(FIRST, false, 0))).isNull();
  }

  @Test
  void ofWhenTheNameOfTheOtherOneComesLaterThenItself() {
    assertThat(rivals.of(CONVERSATION, busy(LAST, true, 0))).isNull();
    assertThat(rivals.of(CONVERSATION, busy(new NodeId("c"), true, 0))).isNull();
  }

  @Test
  void ofWhenSeveralWriteThenTheFirstOfThemAndTheNextWhenThatIsSilent() {
    long now = busy(SECOND, true, 0);
    now = busy(FIRST, true, now);
    rivals.wrote(SECOND, CONVERSATION, true, now);
    assertThat(rivals.of(CONVERSATION, now)).isEqualTo(FIRST);
    now = busy(SECOND, true, now + 5 * SOON);
    assertThat(rivals.of(CONVERSATION, now)).isEqualTo(SECOND);
  }

  @Test
  void avoidThenItselfForSomeSeconds() {
    long now = busy(FIRST, true, 0);
    rivals.avoid(CONVERSATION, now);
    rivals.wrote(FIRST, CONVERSATION, true, now + SECOND_NANOS);
    rivals.forgetOld(now + SECOND_NANOS);
    assertThat(rivals.of(CONVERSATION, now + SECOND_NANOS)).isNull();
    long later = busy(FIRST, true, now + SECOND_NANOS);
    assertThat(rivals.of(CONVERSATION, later)).isEqualTo(FIRST);
  }

  @Test
  void silenceThenSinceANodeWasHeardOfAnywhere() {
    assertThat(rivals.silenceNanos(FIRST, 0)).isEqualTo(Long.MAX_VALUE);
    rivals.alive(FIRST, SOON);
    assertThat(rivals.silenceNanos(FIRST, 3 * SOON)).isEqualTo(2 * SOON);
  }

  /// @return when it wrote last
  private long busy(NodeId node, boolean here, long from) {
    long now = from;
    for (int i = 0; i < 100; i++) {
      now += SOON;
      rivals.wrote(node, CONVERSATION, here, now);
    }
    return now;
  }
}
