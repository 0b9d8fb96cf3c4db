package io.parley.common.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class OpaqueIdTest {

  @Test
  void isValidWhenOneTo64OfTheAlphabetThenTrue() {
    assertThat(OpaqueId.isValid("a")).isTrue();
    assertThat(OpaqueId.isValid("AZaz09_-".repeat(8))).isTrue();
  }

  @Test
  void isValidWhenEmptyLongOrForeignCharactersThenFalse() {
    assertThat(OpaqueId.isValid("")).isFalse();
    assertThat(OpaqueId.isValid("a".repeat(65))).isFalse();
    assertThat(OpaqueId.isValid("a b")).isFalse();
    assertThat(OpaqueId.isValid("$where")).isFalse();
    assertThat(OpaqueId.isValid("é")).isFalse();
  }

  @Test
  void constructorWhenNotAnIdThenNamesTheExpectation() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new UserId("a.b"))
        .withMessage("user: 3 characters (expected: 1 to 64 of [A-Za-z0-9_-])");
  }
}
