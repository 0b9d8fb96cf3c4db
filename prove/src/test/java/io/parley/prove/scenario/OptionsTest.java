package io.parley.prove.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.prove.nemesis.Attack;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

  @Test
  void ofWhenNothingIsSaidThenThreeMinutesOfEverythingOnThreeNodes() {
    var options = Options.of("home");

    assertThat(options.time()).isEqualTo(Duration.ofMinutes(3));
    assertThat(options.attacks()).containsExactlyInAnyOrder(Attack.values());
    assertThat(options.chatNodes()).isEqualTo(3);
    assertThat(options.gateways()).isEqualTo(2);
    assertThat(options.report()).isNull();
  }

  @Test
  void commandThenTheSameOptionsAgain() {
    var options =
        Options.of(
            "home",
            "--seed",
            "-7",
            "--minutes",
            "30",
            "--faults",
            "kill-chat,redis-away",
            "--chat",
            "4",
            "--gateway",
            "1");
    var words = ("home " + options.command().substring("./parley prove ".length())).split(" ");

    assertThat(Options.of(words)).isEqualTo(options);
    assertThat(options.attacks()).containsExactlyInAnyOrder(Attack.KILL_CHAT, Attack.REDIS_AWAY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--minutes 0 | --minutes 0 (expected: a number from 1 to 1440)",
        "--chat many | --chat many (expected: a number from 2 to 16)",
        "--seed | option --seed has no value",
        "--speed 1 | unknown option --speed",
        "--faults flood | fault flood (expected some of: kill-chat"
      })
  void ofWhenAWordIsWrongThenASentenceSaysWhatWasExpected(String words, String sentence) {
    assertThatThrownBy(() -> Options.of(("home " + words).split(" ")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(sentence);
  }
}
