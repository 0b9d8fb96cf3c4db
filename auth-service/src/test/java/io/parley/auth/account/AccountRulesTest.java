package io.parley.auth.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountRulesTest {

  @ParameterizedTest
  @ValueSource(strings = {"abc", "a.b-c_d", "Alice", "x23456789012345678901234567890ab"})
  void usernameWhenWellFormedThenNone(String username) {
    assertThat(AccountRules.username("username", username)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "ab", "a b c", "a@b", "é-é-é", "x234567890123456789012345678901234", "abc\n"})
  void usernameWhenNotThenSaysSo(String username) {
    assertThat(AccountRules.username("username", username)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a@b", "a.b+c@example.org", "ä@bücher.example", "x@1.2.3.4"})
  void emailWhenWellFormedThenNone(String email) {
    assertThat(AccountRules.email("email", email)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "@b",
        "a@",
        "a@@b",
        "a@b..c",
        "a@.b",
        "a@b.",
        "a b@c",
        "a@b c",
        "a\u0000@b",
        "a@b\u202E"
      })
  void emailWhenNotThenSaysSo(String email) {
    assertThat(AccountRules.email("email", email)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\nb", "a\u202Eb", "a\u0000", "\uD800x"})
  void fullNameWhenNotWellFormedThenSaysSo(String name) {
    assertThat(AccountRules.fullName("fullName", name)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https:///a",
        "ftp://a/b",
        "https://",
        "not a url",
        "data:image/png;base64,AA",
        "//example.org/a"
      })
  void avatarUrlWhenNotHttpsThenSaysSo(String url) {
    assertThat(AccountRules.avatarUrl("avatarUrl", url)).isNotNull();
  }
}
