package io.parley.chat;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ChatSettingsTest {

  @Test
  void limitsWhenNegativeThenRefusedNamingTheVariable() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ChatSettings.Limits(10, -1, 100, 16_384, 4_096, 50))
        .withMessageStartingWith("PARLEY_LIMIT_SENDS_BURST: -1 (expected: 0");
  }
}
