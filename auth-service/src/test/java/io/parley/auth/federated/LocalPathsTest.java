package io.parley.auth.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.edge.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalPathsTest {

  @ParameterizedTest
  @ValueSource(strings = {"/", "/a", "/a/b?c=d&e=%2Ff#g", "/?next=https://elsewhere.example"})
  void checkedWhenOfThisPlatformThenAsItIs(String path) {
    assertThat(LocalPaths.checked(path)).isEqualTo(path);
  }

  @Test
  void checkedWhenMissingThenTheRoot() {
    assertThat(LocalPaths.checked(null)).isEqualTo("/");
    assertThat(LocalPaths.checked("")).isEqualTo("/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        " /a",
        "/a b",
        "/ä",
        "/..//evil.example",
        "/%",
        "javascript:alert(1)"
      })
  void checkedWhenItMayLeaveThenInvalid(String path) {
    assertThatThrownBy(() -> LocalPaths.checked(path)).isInstanceOf(ProblemException.class);
  }

  @Test
  void checkedWhenLongThenInvalid() {
    assertThatThrownBy(() -> LocalPaths.checked("/" + "a".repeat(600)))
        .isInstanceOf(ProblemException.class);
  }
}
