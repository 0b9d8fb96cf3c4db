package io.parley.chat.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.common.frame.ServerFrame;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import org.junit.jupiter.api.Test;

/// D20: marks only rise, whatever becomes of the hints that tell of them.
class HeightsTest {

  private final Heights heights = new Heights();

  @Test
  void admitsWhenAHigherMarkPassedThenNotALowerOne() {
    assertThat(heights.admits(marks("u1", 94, 77))).isTrue();
    assertThat(heights.admits(marks("u1", 109, 109))).isTrue();
    assertThat(heights.admits(marks("u1", 94, 77))).isFalse();
    assertThat(heights.admits(marks("u1", 109, 109))).isTrue();
    assertThat(heights.admits(marks("u1", 110, 109))).isTrue();
  }

  @Test
  void admitsWhenOneOfBothIsLowerThenNot() {
    heights.admits(marks("u1", 10, 2));

    assertThat(heights.admits(marks("u1", 7, 7))).isFalse();
    assertThat(heights.admits(marks("u1", 12, 1))).isFalse();
    assertThat(heights.admits(marks("u1", 10, 7))).isTrue();
  }

  @Test
  void admitsWhenItIsAnotherUserThenEachOnItsOwn() {
    heights.admits(marks("u1", 9, 9));

    assertThat(heights.admits(marks("u2", 1, 1))).isTrue();
  }

  @Test
  void admitsWhenTheFrameHasNoHeightThenAlways() {
    var typing =
        Outgoing.of(new ServerFrame.Typing(new ConversationId("c"), new UserId("u"), true));

    assertThat(heights.admits(typing)).isTrue();
    assertThat(heights.admits(typing)).isTrue();
  }

  private static Outgoing marks(String user, long delivered, long read) {
    return Outgoing.of(
        new ServerFrame.Marks(new ConversationId("c"), new UserId(user), delivered, read));
  }
}
