package io.parley.testing;

import io.parley.embedded.RedisBinary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One Redis process of a group or a cluster: a server, or a Sentinel.
final class RedisProcess implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofMillis(25);

  private final int port;
  private final String password;
  private final Process process;
  private final Path log;

  private RedisProcess(int port, String password, Process process, Path log) {
    this.port = port;
    this.password = password;
    this.process = process;
    this.log = log;
  }

  /// Starts one on this port of loopback and waits until it answers.
  ///
  /// @param more lines of its configuration
  /// @param arguments behind the configuration file
  static RedisProcess start(
      RedisBinary binary, int port, String password, List<String> more, String... arguments) {
    try {
      var directory = Files.createTempDirectory("parley-test-redis");
      var lines = new ArrayList<>(more);
      lines.addAll(
          List.of(
              "bind 127.0.0.1",
              "port " + port,
              "requirepass " + password,
              "dir \"" + directory + "\""));
      var configuration = Files.write(directory.resolve("redis.conf"), lines);
      var log = directory.resolve("redis.log");
      var command = new ArrayList<>(List.of(binary.executable().toString(), "" + configuration));
      command.addAll(List.of(arguments));
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      var started = new RedisProcess(port, password, process, log);
      Runtime.getRuntime().addShutdownHook(new Thread(started::close, "test-redis-stop"));
      started.await(START, "an answer", () -> "PONG".equals(started.call("PING")));
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return port;
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  /// @throws UncheckedIOException when it answers with an error or not at all
  @Nullable Object call(String... words) {
    try (var calls = RedisCalls.open(port, password)) {
      return calls.call(words);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String text(String... words) {
    return String.valueOf(call(words));
  }

  /// Freezes it: its connections stay open and nothing is answered, until [#wake()].
  void freeze() {
    signal("-STOP");
  }

  void wake() {
    signal("-CONT");
  }

  /// Something that is true or, while it cannot be known, an [UncheckedIOException].
  interface Condition {
    boolean holds();
  }

  void await(Duration patience, String what, Condition condition) {
    long deadline = System.nanoTime() + patience.toNanos();
    UncheckedIOException last = null;
    while (System.nanoTime() < deadline) {
      try {
        if (condition.holds()) {
          return;
        }
      } catch (UncheckedIOException notYet) {
        last = notYet;
      }
      pause();
    }
    throw new IllegalStateException(
        "no %s of Redis on port %d within %s; its log is %s".formatted(what, port, patience, log),
        last);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void signal(String signal) {
    try {
      new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pause() {
    try {
      if (process.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(
            "Redis on port %d ended; its log is %s".formatted(port, log));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
