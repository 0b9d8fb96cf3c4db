package io.parley.edge.token;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerifiedTokensTest {

  @Test
  void putWhenFullThenOldestGenerationIsForgotten() {
    var tokens = new VerifiedTokens<Integer>(10);

    for (int i = 0; i < 20; i++) {
      tokens.put("t" + i, i);
    }

    assertThat(tokens.get("t0")).isNull();
    assertThat(tokens.get("t19")).isEqualTo(19);
  }

  @Test
  void getWhenUsedThenSurvivesAGeneration() {
    var tokens = new VerifiedTokens<Integer>(4);
    tokens.put("kept", 1);

    for (int i = 0; i < 20; i++) {
      tokens.put("t" + i, i);
      assertThat(tokens.get("kept")).isEqualTo(1);
    }
  }
}
