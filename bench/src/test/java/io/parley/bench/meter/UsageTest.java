package io.parley.bench.meter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(value = OS.LINUX, disabledReason = "reads proc(5)")
class UsageTest {

  @Test
  void ofWhenAJvmHasStartedThenItsCompilersArePartOfItsCpu() throws IOException {
    var usage = Usage.of(ProcessHandle.current().pid());
    assertThat(usage.compilingNanos()).isPositive().isLessThan(usage.cpuNanos());
    assertThat(usage.switches()).isPositive();
    assertThat(usage.residentBytes()).isGreaterThan(1 << 20);
  }

  @Test
  void ofWhenAProcessIsNoJvmThenNothingCompiles() throws IOException, InterruptedException {
    var process = new ProcessBuilder("sleep", "60").start();
    try {
      assertThat(Usage.of(process.pid()).compilingNanos()).isZero();
    } finally {
      process.destroy();
      process.waitFor(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void sinceWhenAThreadOfACompilerHasGoneThenItIsNotNegative() {
    var before = new Usage(1_000, 600, 10, 5);
    assertThat(new Usage(1_500, 200, 20, 3).since(before)).isEqualTo(new Usage(500, 0, 20, 0));
  }
}
