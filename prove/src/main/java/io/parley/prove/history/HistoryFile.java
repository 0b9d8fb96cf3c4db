package io.parley.prove.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes a history into a file as it happens, one JSON object a line. What the disk cannot take in
/// time makes the writers wait.
public final class HistoryFile implements Recorder, AutoCloseable {

  private final long start = System.nanoTime();
  private final HistoryJson json = new HistoryJson();
  private final BufferedWriter lines;

  private HistoryFile(BufferedWriter lines) {
    this.lines = lines;
  }

  /// Begins a new file, in place of one that is there.
  public static HistoryFile create(Path file) throws IOException {
    return new HistoryFile(Files.newBufferedWriter(file, UTF_8));
  }

  @Override
  public long now() {
    return System.nanoTime() - start;
  }

  /// @throws UncheckedIOException when the disk is full: a run without its history is worth nothing
  @Override
  public void write(Entry entry) {
    var line = json.write(entry);
    synchronized (lines) {
      try {
        lines.write(line);
        lines.newLine();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (lines) {
      lines.close();
    }
  }
}
