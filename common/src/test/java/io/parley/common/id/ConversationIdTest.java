package io.parley.common.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConversationIdTest {

  @Test
  void ofWhenEqualThenTheSameObject() {
    var first = ConversationId.of("g" + "same");
    assertThat(ConversationId.of("gs".concat("ame"))).isSameAs(first);
    assertThat(first).isEqualTo(new ConversationId("gsame"));
  }

  @Test
  void ofWhenHashesAreEqualThenEachHasItsOwnText() {
    for (int i = 0; i < 3; i++) {
      assertThat(ConversationId.of("AaAa").value()).isEqualTo("AaAa");
      assertThat(ConversationId.of("BBBB").value()).isEqualTo("BBBB");
    }
  }

  @Test
  void ofWhenManyAtOnceThenEachGetsWhatItAskedFor() {
    assertThat(
            IntStream.range(0, 300_000)
                .parallel()
                .mapToObj(i -> "c" + i % 100_000)
                .filter(text -> !ConversationId.of(text).value().equals(text)))
        .isEmpty();
  }

  @Test
  void ofWhenNoIdThenRefusedAsByTheConstructor() {
    for (int i = 0; i < 2; i++) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ConversationId.of("no id!"))
          .withMessageContaining("conversation: 6 characters");
    }
  }
}
