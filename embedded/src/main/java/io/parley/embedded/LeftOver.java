package io.parley.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The note that a running Redis leaves beside its data: its process id and when it began. When its
/// parent is killed it lives on; the next start finds it by this note and ends it.
///
/// A process id is used again by other programs, so nothing is ended unless the process began at
/// the noted moment and is a Redis by its executable.
final class LeftOver {

  private static final Duration SAME_START = Duration.ofSeconds(2);
  private static final long PATIENCE_SECONDS = 3;

  private final Path note;

  LeftOver(Path note) {
    this.note = note;
  }

  void write(ProcessHandle process) throws IOException {
    Instant started = process.info().startInstant().orElse(Instant.EPOCH);
    Files.write(note, List.of(Long.toString(process.pid()), started.toString()));
  }

  void forget() throws IOException {
    Files.deleteIfExists(note);
  }

  /// Ends the process of the note when it still is what was noted. Returns whether there was one.
  boolean clear() throws IOException {
    Optional<ProcessHandle> left = find();
    left.ifPresent(LeftOver::end);
    forget();
    return left.isPresent();
  }

  private Optional<ProcessHandle> find() throws IOException {
    if (!Files.exists(note)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(note);
    if (lines.size() < 2) {
      return Optional.empty();
    }
    Instant started = Instant.parse(lines.get(1));
    return ProcessHandle.of(Long.parseLong(lines.getFirst()))
        .filter(ProcessHandle::isAlive)
        .filter(process -> isThatRedis(process.info(), started));
  }

  private static boolean isThatRedis(ProcessHandle.Info process, Instant started) {
    boolean redis = process.command().filter(command -> command.contains("redis")).isPresent();
    return redis
        && process
            .startInstant()
            .filter(start -> Duration.between(start, started).abs().compareTo(SAME_START) < 0)
            .isPresent();
  }

  private static void end(ProcessHandle process) {
    process.destroy();
    process.onExit().completeOnTimeout(process, PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    if (process.isAlive()) {
      process.destroyForcibly();
      process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }
  }
}
