package io.parley.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

  @Test
  void parseWhenNothingIsGivenThenDefaults() {
    Options options = Options.parse();
    assertThat(options.port()).isEqualTo(8080);
    assertThat(options.data()).isAbsolute().hasFileName(".parley");
    assertThat(options.rehearse()).isFalse();
  }

  @Test
  void parseWhenAllIsGivenThenTaken() {
    Options options = Options.parse("--data", "/x", "--rehearse", "--port", "9000");
    assertThat(options).isEqualTo(new Options(9000, Path.of("/x"), true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--port", "--port x", "--port 65536", "--port -1", "--what 1"})
  void parseWhenWrongThenOneSentence(String line) {
    assertThatThrownBy(() -> Options.parse(line.split(" ")))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining(line.split(" ")[0]);
  }
}
