package io.parley.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A Redis server as a child process, on loopback, with a password made at start.
///
/// It keeps nothing on disk (`save ""`, `appendonly no`): what Parley holds in Redis may be lost at
/// any moment, and a server that starts empty is the plainest case of it. Its configuration, its
/// log and the note by which the next start clears a left-over stand in its data directory,
/// readable for the owner alone.
///
/// Not thread-safe: one owner starts, pauses and stops it.
public final class EmbeddedRedis implements AutoCloseable {

  private static final Duration START_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
  private static final int ATTEMPTS = 5;
  private static final int PROBE_EVERY_MILLIS = 15;
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  private final RedisBinary binary;
  private final Path data;
  private final String password;
  private final int port;
  private final LeftOver leftOver;
  private Process process;

  private EmbeddedRedis(RedisBinary binary, Path data, String password, int port, Process process)
      throws IOException {
    this.binary = binary;
    this.data = data;
    this.password = password;
    this.port = port;
    this.process = process;
    this.leftOver = noteIn(data);
    leftOver.write(process.toHandle());
  }

  /// Clears what a killed predecessor left in the directory and starts a server on a free port.
  ///
  /// @throws IOException when the directory cannot be written or no server comes up in ten seconds
  public static EmbeddedRedis start(RedisBinary binary, Path data) throws IOException {
    Files.createDirectories(data);
    noteIn(data).clear();
    String password = RedisConfiguration.newPassword();
    for (int attempt = 1; ; attempt++) {
      int port = FreePorts.one();
      try {
        Process process = launch(binary, data, port, password);
        return new EmbeddedRedis(binary, data, password, port, process);
      } catch (
          IOException e) { // another process took the port in between: the next one is free again
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /// The address, as `REDIS_URL` takes it, with the password.
  public String url() {
    return "redis://:%s@127.0.0.1:%d".formatted(password, port);
  }

  /// The id of the server's process.
  public long pid() {
    return process.pid();
  }

  public int port() {
    return port;
  }

  public String password() {
    return password;
  }

  /// Which server it is, in words.
  public String origin() {
    return binary.origin();
  }

  public boolean isRunning() {
    return process.isAlive();
  }

  /// Ends the server as an outage would: connections break, what it held is gone. The address stays
  /// reserved for [#restart()]. Does nothing when it is down already.
  public void stop() {
    if (!process.isAlive()) {
      return;
    }
    resume();
    process.destroy();
    if (!ended(process, STOP_TIMEOUT)) {
      process.destroyForcibly();
      ended(process, STOP_TIMEOUT);
    }
  }

  /// Starts it again after [#stop()], empty, on the same address.
  public void restart() throws IOException {
    process = launch(binary, data, port, password);
    leftOver.write(process.toHandle());
  }

  /// Freezes the server: connections stay open and nothing is answered, until [#resume()].
  public void pause() {
    signal("-STOP");
  }

  public void resume() {
    signal("-CONT");
  }

  /// Forgets every key of every database.
  public void flush() throws IOException {
    try (var connection = RedisConnection.open(port, password)) {
      connection.command("FLUSHALL");
    }
  }

  @Override
  public void close() throws IOException {
    stop();
    leftOver.forget();
  }

  private void signal(String signal) {
    try {
      ended(new ProcessBuilder("kill", signal, Long.toString(process.pid())).start(), STOP_TIMEOUT);
    } catch (IOException e) {
      throw new IllegalStateException("cannot signal Redis", e);
    }
  }

  private static LeftOver noteIn(Path data) {
    return new LeftOver(data.resolve("redis.left"));
  }

  private static Process launch(RedisBinary binary, Path data, int port, String password)
      throws IOException {
    Path configuration = RedisConfiguration.write(data, port, password);
    Path log = data.resolve("redis.log");
    Process process =
        new ProcessBuilder(command(binary, configuration))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!answersInTime(process, port, password)) {
      process.destroyForcibly();
      throw new IOException(
          "Redis (%s) did not start on port %d: %s"
              .formatted(binary.executable(), port, last(log)));
    }
    return process;
  }

  /// A session of its own keeps a Ctrl-C in the terminal from ending Redis before those who use it
  /// have stopped.
  private static List<String> command(RedisBinary binary, Path configuration) {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      command.add(SETSID.toString());
    }
    command.add(binary.executable().toString());
    command.add(configuration.toAbsolutePath().toString());
    return command;
  }

  private static boolean answersInTime(Process process, int port, String password) {
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (process.isAlive() && System.nanoTime() < deadline) {
      try (var connection = RedisConnection.open(port, password)) {
        return connection.command("PING").equals("+PONG") && process.isAlive();
      } catch (IOException notYet) {
        ended(process, Duration.ofMillis(PROBE_EVERY_MILLIS));
      }
    }
    return false;
  }

  private static boolean ended(Process process, Duration patience) {
    try {
      return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String last(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return lines.isEmpty() ? "it printed nothing" : lines.getLast();
  }
}
