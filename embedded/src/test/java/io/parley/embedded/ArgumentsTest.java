package io.parley.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ArgumentsTest {

  @Test
  void parseWhenNamedThenValues() {
    assertThat(Arguments.parse("--port", "1", "--data", "x"))
        .containsEntry("port", "1")
        .containsEntry("data", "x");
  }

  @Test
  void parseWhenUnknownOrWithoutValueThenRefused() {
    assertThatThrownBy(() -> Arguments.parse("--prot", "1")).hasMessageContaining("--prot");
    assertThatThrownBy(() -> Arguments.parse("port", "1")).hasMessageContaining("port");
    assertThatThrownBy(() -> Arguments.parse("--port")).hasMessageContaining("no value");
  }
}
