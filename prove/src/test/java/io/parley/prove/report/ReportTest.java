package io.parley.prove.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.prove.check.Allowances;
import io.parley.prove.check.Checker;
import io.parley.prove.check.Promise;
import io.parley.prove.check.Simulation;
import io.parley.prove.history.Entry;
import io.parley.prove.history.History;
import io.parley.prove.history.RunEntry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {

  private static final long SEED = 20_261_130L;

  private static String report(History history) {
    return Report.of(history, new Checker(Allowances.PROMISED).check(history));
  }

  @Test
  void ofWhenCleanThenEachPromiseWithItsFigures() {
    var report = report(Simulation.run(SEED));

    assertThat(report)
        .contains("Every promise that was exercised was kept", "| seed | " + SEED + " |")
        .contains("| D1 | nothing acknowledged is lost | 0 lost | 0 in ")
        .doesNotContain("## Violations", "**broken**");
    for (var promise : Promise.values()) {
      assertThat(report).contains("| " + promise.name() + " | " + promise.says());
    }
    assertThat(report.lines().filter(line -> line.startsWith("| KILL | chat-2 | ")).toList())
        .isNotEmpty()
        .allMatch(line -> line.matches(".* \\d+\\.\\d s \\| \\d+\\.\\d s \\| +\\| +\\|"));
  }

  @Test
  void ofWhenBrokenThenEvidence() {
    var entries = new ArrayList<Entry>(Simulation.run(SEED).entries());
    entries.add(new RunEntry.Exited(2_500_000_000L, "chat-1", 137, 900));

    var report = report(History.of(entries));

    assertThat(report)
        .contains("**1 violations of D22.**")
        .contains("### D22: chat-1 ended with 137 after 0.9 s")
        .contains("- 2.500 s `Exited[at=2500000000, target=chat-1, code=137, tookMillis=900]`")
        .containsPattern("\\| D22 \\| .* \\| \\*\\*broken\\*\\* \\|");
  }

  @Test
  void ofWhenNothingRanThenNotExercised() {
    assertThat(report(History.of(List.of())))
        .containsPattern("\\| D1 \\| .* \\| not exercised \\|");
  }
}
