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
  private static final long NEAR = Duration.ofMillis(249).toNanos();
  private static final long SOON = Duration.ofMillis(1).toNanos();

  private final Rivals rivals = new Rivals(new NodeId("c"));

  @Test
  void ofWhenAnotherOneWroteWhileThisOneWasAboutToThenThatOneForAMoment() {
    assertThat(rivals.of(CONVERSATION, 0)).isNull();
    rivals.heard(FIRST, CONVERSATION, true, 0);
    assertThat(rivals.of(CONVERSATION, NEAR)).isEqualTo(FIRST);
    assertThat(rivals.of(new ConversationId("other"), NEAR)).isNull();
    assertThat(rivals.of(CONVERSATION, NEAR + SOON)).isNull();
  }

  @Test
  void ofWhenTheOtherOneGoesOnThenItStaysWhetherThisOneWritesOrNot() {
    rivals.heard(FIRST, CONVERSATION, true, 0);
    rivals.heard(FIRST, CONVERSATION, false, NEAR);
    rivals.forgetOld(2 * NEAR);
    assertThat(rivals.of(CONVERSATION, 2 * NEAR)).isEqualTo(FIRST);
    rivals.forgetOld(3 * NEAR);
    rivals.heard(FIRST, CONVERSATION, false, 3 * NEAR);
    assertThat(rivals.of(CONVERSATION, 3 * NEAR)).isNull();
  }

  @Test
  void ofWhenThisOneWasNotAboutToWriteThenItself() {
    rivals.heard(FIRST, CONVERSATION, false, 0);
    assertThat(rivals.of(CONVERSATION, 0)).isNull();
  }

  @Test
  void ofWhenTheNameOfTheOtherOneComesLaterThenItself() {
    rivals.heard(LAST, CONVERSATION, true, 0);
    rivals.heard(new NodeId("c"), CONVERSATION, true, 0);
    assertThat(rivals.of(CONVERSATION, 0)).isNull();
  }

  @Test
  void ofWhenSeveralWriteThenTheFirstOfThem() {
    rivals.heard(SECOND, CONVERSATION, true, 0);
    rivals.heard(FIRST, CONVERSATION, true, 0);
    rivals.heard(SECOND, CONVERSATION, true, NEAR / 2);
    assertThat(rivals.of(CONVERSATION, NEAR)).isEqualTo(FIRST);
    rivals.heard(SECOND, CONVERSATION, true, NEAR + SOON);
    assertThat(rivals.of(CONVERSATION, NEAR + SOON)).isEqualTo(SECOND);
  }

  @Test
  void avoidThenItselfForSomeSeconds() {
    long later = Duration.ofSeconds(1).toNanos();
    rivals.heard(FIRST, CONVERSATION, true, 0);
    rivals.avoid(CONVERSATION, 0);
    rivals.heard(FIRST, CONVERSATION, true, later);
    rivals.forgetOld(later);
    assertThat(rivals.of(CONVERSATION, later)).isNull();
    rivals.heard(FIRST, CONVERSATION, true, 2 * later);
    assertThat(rivals.of(CONVERSATION, 2 * later)).isEqualTo(FIRST);
  }
}
