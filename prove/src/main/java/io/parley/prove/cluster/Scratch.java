package io.parley.prove.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/// A directory for one run, gone with all that is in it when it is closed.
public record Scratch(Path path) implements AutoCloseable {

  /// @param command whose run it is
  public static Scratch of(String command) throws IOException {
    return new Scratch(Files.createTempDirectory("parley-" + command + "-"));
  }

  @Override
  public void close() throws IOException {
    try (var files = Files.walk(path)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
