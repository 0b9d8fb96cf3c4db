package io.parley.common.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageIdTest {

  @Test
  void parseWhenWrittenByUsThenTheSame() {
    var id = new MessageId(new ConversationId("d-a_b-9"), 42);
    assertThat(MessageId.parse(id.value())).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "abc",
        "abc-",
        "-5",
        "abc-0",
        "abc-01",
        "abc-+1",
        "abc-1x",
        "ä-1",
        "abc-99999999999999999999"
      })
  void parseWhenNotAPlaceThenRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> MessageId.parse(text));
  }

  @Test
  void parseWhenLongerThanAnIdThenRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> MessageId.parse("c".repeat(63) + "-1"));
  }
}
