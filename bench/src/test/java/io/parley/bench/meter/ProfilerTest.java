package io.parley.bench.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfilerTest {

  @TempDir Path directory;

  @Test
  void graphWhenPageIsNamedThenBesideItAndOfWhatWasMeasured() {
    var profiler = new Profiler(Path.of("lib.so"), directory.resolve("today.md"));

    assertThat(profiler.graph("direct-parley-1000-1"))
        .isEqualTo(directory.resolve("today-direct-parley-1000-1.html"));
  }

  @Test
  void beginWhenTheLibraryIsNoneThenSaysSo() throws IOException {
    var library = Files.writeString(directory.resolve("lib.so"), "no library");
    var profiler = new Profiler(library, directory.resolve("today.md"));

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> profiler.begin(ProcessHandle.current().pid()))
        .withMessageContaining("lib.so");
  }
}
