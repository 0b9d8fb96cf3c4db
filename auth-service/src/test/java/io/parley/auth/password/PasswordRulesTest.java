package io.parley.auth.password;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordRulesTest {

  private final PasswordRules rules = new PasswordRules();
  private final PasswordRules.Owner owner =
      new PasswordRules.Owner("ada.l", "countess@lovelace.example", "Ada King Noel");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "correct horse battery staple", "correct horse battery", "a rather long phrase 7",
            "Xk9#mP2$vL7q",
        "пароль-из-многих-слов", "密码由很多不同的汉字组成的", "🦊🐢🦉🐙🦋🐝🦀🐳🦜🐘🦒🦓",
            "another horse 4f3a battery",
        "seven lamps on the quay", "839204718263"
      })
  void refusalWhenHardToGuessThenNone(String password) {
    assertThat(rules.refusal("password", password, owner)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "short",
        "elevenchars",
        "aaaaaaaaaaaa",
        "abababababab",
        "abcabcabcabc",
        "xyzzy1xyzzy1",
        "11112222333344",
        "abcdefghijkl",
        "zyxwvutsrqpo",
        "123456789012",
        "098765432109",
        "qwertyuiop12",
        "1qaz2wsx3edc",
        "asdfghjkl;'as",
        "password1234",
        "Password123!",
        "p4ssw0rd2026",
        "passwordpassword",
        "iloveyou1234",
        "adminadmin12",
        "welcome-12345",
        "letmein!!!!!",
        "changeme2026",
        "superman12345",
        "my-ada.l-phrase",
        "countess-of-wimbledon",
        "countess@lovelace.example",
        "adakingnoel99",
        "the noel family tree"
      })
  void refusalWhenEasyToGuessThenSaysWhy(String password) {
    var refusal = rules.refusal("password", password, owner);

    assertThat(refusal).isNotNull();
    assertThat(refusal.field()).isEqualTo("password");
    assertThat(refusal.message()).contains("expected");
  }

  @Test
  void refusalWhenLengthIsCountedThenInCodePoints() {
    assertThat(rules.refusal("password", "🦊🐢🦉🐙🦋🐝", owner)).isNotNull();
    assertThat(rules.refusal("password", "x".repeat(60) + "the quick brown fox", owner)).isNull();
    assertThat(rules.refusal("password", "many words ".repeat(12), owner)).isNotNull();
    assertThat(rules.refusal("password", "half a \uD83D character pair", owner)).isNotNull();
  }
}
