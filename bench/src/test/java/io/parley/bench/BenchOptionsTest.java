package io.parley.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.parley.bench.scenario.Effort;
import io.parley.bench.scenario.Scenario;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchOptionsTest {

  @Test
  void ofWhenNothingIsSaidThenEverythingOnce() {
    var options = BenchOptions.of("home", "0", "1");

    assertThat(options.scenarios()).containsExactly(Scenario.values());
    assertThat(options.targets()).containsExactly(BenchOptions.Rival.values());
    assertThat(options.nodes()).isEqualTo(2);
    assertThat(options.runs()).isOne();
    assertThat(options.effort())
        .isEqualTo(
            new Effort(Duration.ofSeconds(10), Duration.ofMinutes(2), false, List.of(), null));
  }

  @Test
  void commandWhenReadAgainThenTheSame() {
    var options =
        BenchOptions.of(
            "home",
            "0",
            "1",
            "room",
            "idle",
            "--targets",
            "bare,socket-io",
            "--nodes",
            "4",
            "--runs",
            "5",
            "--warm-up",
            "60",
            "--rates",
            "500,2000",
            "--quick");

    var again = options.command().substring("./parley bench ".length());

    assertThat(BenchOptions.of(("home 0 1 " + again).split(" "))).isEqualTo(options);
  }

  @Test
  void ofWhenAPeerIsAmongTheTargetsThenOnlyTheOthersHaveWhatParleyAloneHas() {
    var options = BenchOptions.of("home", "0", "1", "mixed", "--targets", "parley,bare");

    assertThat(options.targets())
        .filteredOn(target -> target.has(Scenario.MIXED))
        .containsExactly(BenchOptions.Rival.PARLEY);
  }

  @ParameterizedTest
  @CsvSource({
    "fly, unknown scenario fly",
    "mixed --targets bare, scenario mixed cannot be measured of bare",
    "reads --targets socket-io, expected one of: parley",
    "--targets kafka, unknown target kafka",
    "--nodes 17, expected: a number from 1 to 16",
    "--runs 0, expected: a number from 1",
    "--rates 0, expected: a number from 1 to 1000000",
    "--runs many, expected: a number from 1",
    "--profiler lib.so, without --results",
    "--runs, has no value"
  })
  void ofWhenNotUnderstoodThenSaysWhatWasExpected(String words, String said) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BenchOptions.of(("home 0 1 " + words).split(" ")))
        .withMessageContaining(said);
  }
}
