package io.parley.chat.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.common.problem.ProblemType;
import io.parley.edge.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

  @Test
  void positionWhenOfThisQueryThenGivenBack() {
    var cursor = Cursor.of("list of ada", "17 änd more");
    assertThat(cursor).matches("[A-Za-z0-9_-]+");
    assertThat(Cursor.position("list of ada", cursor)).isEqualTo("17 änd more");
  }

  @Test
  void positionWhenOfAnotherQueryThenBadCursor() {
    assertBad(Cursor.of("list of ada", "17"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "!", "AAAA", "AAAAAAAAAAA"})
  void positionWhenNoCursorThenBadCursor(String text) {
    assertBad(text);
  }

  private static void assertBad(String cursor) {
    assertThatThrownBy(() -> Cursor.position("list of ben", cursor))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> assertThat(problem.type()).isEqualTo(ProblemType.BAD_CURSOR));
  }
}
