package io.parley.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// D1 to D14, D20 to D22 at once: `./parley prove` attacks a cluster of its own for three minutes.
/// `-Dparley.prove.seed=N` takes another seed, `0` leaves it out.
@DisabledIfSystemProperty(
    named = "parley.prove.seed",
    matches = "0",
    disabledReason = "-Dparley.prove.seed=0")
class ProveIT {

  private static final String SEED = System.getProperty("parley.prove.seed", "20261128");

  @TempDir private Path directory;

  @Test
  void proveForThreeMinutesThenEveryPromiseIsKept() throws Exception {
    var report = directory.resolve("report.md");
    var printed = directory.resolve("printed.log");
    var prove =
        new ProcessBuilder(
                Platform.HOME.resolve("parley").toString(),
                "prove",
                "--seed",
                SEED,
                "--minutes",
                "3",
                "--report",
                report.toString())
            .directory(Platform.HOME.toFile())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();

    boolean ended = prove.waitFor(12, TimeUnit.MINUTES);
    if (!ended) {
      prove.destroy();
      prove.waitFor(1, TimeUnit.MINUTES);
    }

    var words = Files.readString(printed);
    assertThat(ended).as(words).isTrue();
    var judged = Files.exists(report) ? Files.readString(report) : "no report";
    assertThat(prove.exitValue()).as(() -> words + "\n" + judged).isZero();
    assertThat(judged).contains("seed | " + SEED).doesNotContain("**broken**");
  }
}
