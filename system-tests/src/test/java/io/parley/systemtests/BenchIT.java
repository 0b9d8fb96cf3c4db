package io.parley.systemtests;

import static java.lang.Double.NaN;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// A message must not become dearer unnoticed: what it costs the chat nodes is compared with what
/// it costs two bare nodes of Reactor Netty, in the same run on the same machine. What the JIT
/// compilers took meanwhile does not count: how much of that is left by then goes by the machine.
/// Asks for processors that do nothing else, so it runs with `-Dparley.bench=true` alone, as
/// `.ci/run` does.
@EnabledIfSystemProperty(
    named = "parley.bench",
    matches = "true",
    disabledReason = "asks for a quiet machine: -Dparley.bench=true")
class BenchIT {

  /// So many times the bound, which stores nothing: 3 to 6 are seen, on two processors.
  private static final double MOST = 10;

  @TempDir private Path directory;

  @Test
  void directWhenBesideTheBoundThenWithinTheRatio() throws Exception {
    var page = directory.resolve("results.md");
    var printed = directory.resolve("printed.log");
    var bench =
        new ProcessBuilder(
                Platform.HOME.resolve("parley").toString(),
                "bench",
                "direct",
                "--targets",
                "bare,parley",
                "--quick",
                "--warm-up",
                "60",
                "--results",
                page.toString())
            .directory(Platform.HOME.toFile())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    boolean ended = bench.waitFor(10, TimeUnit.MINUTES);
    if (!ended) {
      bench.destroy();
      bench.waitFor(1, TimeUnit.MINUTES);
    }
    var words = Files.readString(printed);
    assertThat(ended).as(words).isTrue();
    assertThat(bench.exitValue()).as(words).isZero();

    var micros = nodeMicros(Path.of(page.toString().replace(".md", ".jsonl")));
    double ratio =
        micros.getOrDefault("parley", NaN) / micros.getOrDefault("bare Reactor Netty", NaN);
    System.out.printf("a message costs %.1f times the bound: %s%n", ratio, micros);
    assertThat(ratio).as(words).isPositive().isLessThan(MOST);
  }

  private static Map<String, Double> nodeMicros(Path lines) throws Exception {
    var json = JsonMapper.builder().build();
    var micros = new HashMap<String, Double>();
    for (var line : Files.readAllLines(lines)) {
      var result = json.readTree(line);
      var nodes = result.get("spent").get(result.get("nodes").asString());
      assertThat(result.get("deliveries").asDouble()).as(line).isPositive();
      double compiling = nodes.get("jitMicrosAMessage").asDouble();
      micros.put(
          result.get("target").asString(), nodes.get("cpuMicrosAMessage").asDouble() - compiling);
    }
    return micros;
  }
}
