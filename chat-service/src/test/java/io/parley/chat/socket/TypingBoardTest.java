package io.parley.chat.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.common.id.ConversationId;
import org.junit.jupiter.api.Test;

class TypingBoardTest {

  private static final long SECOND = 1_000_000_000L;
  private static final ConversationId C = new ConversationId("c");

  private final TypingBoard board = new TypingBoard();

  @Test
  void hearWhenRepeatedThenToldEveryTwoSeconds() {
    assertThat(board.hear(C, true, 0)).isTrue();
    assertThat(board.hear(C, true, SECOND)).isFalse();
    assertThat(board.hear(C, true, 2 * SECOND)).isTrue();
    assertThat(board.hear(C, false, 2 * SECOND)).isTrue();
    assertThat(board.hear(C, false, 2 * SECOND)).isFalse();
  }

  @Test
  void overWhenSilentForSixSecondsThenOnce() {
    board.hear(C, true, 0);
    board.hear(C, true, SECOND);

    assertThat(board.over(6 * SECOND)).isEmpty();
    assertThat(board.over(7 * SECOND)).containsExactly(C);
    assertThat(board.over(7 * SECOND)).isEmpty();
  }

  @Test
  void clearWhenTypingThenAll() {
    board.hear(C, true, 0);

    assertThat(board.clear()).containsExactly(C);
    assertThat(board.clear()).isEmpty();
  }
}
