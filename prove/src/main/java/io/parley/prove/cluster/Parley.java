package io.parley.prove.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs `./parley` for one data directory. Each method waits for the command's end.
public final class Parley {

  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final Path home;
  private final Path data;
  private final Map<String, String> environment;

  /// @param home the directory of `parley`
  public Parley(Path home, Path data, Map<String, String> environment) {
    this.home = home;
    this.data = data;
    this.environment = Map.copyOf(environment);
  }

  /// @throws IOException when it ends with anything but 0, with what it printed
  public void run(String... words) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(home.resolve("parley").toString()));
    command.addAll(List.of(words));
    command.addAll(List.of("--data", data.toString()));
    var printed = Files.createTempFile("parley-" + words[0], ".log");
    try {
      var builder =
          new ProcessBuilder(command)
              .directory(home.toFile())
              .redirectErrorStream(true)
              .redirectOutput(printed.toFile());
      builder.environment().putAll(environment);
      check(builder.start(), String.join(" ", words), printed);
    } finally {
      Files.delete(printed);
    }
  }

  private static void check(Process process, String words, Path printed)
      throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(
          "./parley %s did not end within %s: %s"
              .formatted(words, PATIENCE, Files.readString(printed)));
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          "./parley %s ended with %d: %s"
              .formatted(words, process.exitValue(), Files.readString(printed)));
    }
  }
}
