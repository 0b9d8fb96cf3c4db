package io.parley.systemtests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/// A platform that a `./parley` command started, in a directory of its own; closing it stops its
/// processes.
final class Platform implements AutoCloseable {

  static final Path HOME =
      Path.of(System.getProperty("parley.home", "..")).toAbsolutePath().normalize();

  private static final Pattern MANAGEMENT_PORT = Pattern.compile("'PARLEY_MANAGEMENT_PORT=(\\d+)'");

  /// Load and fault tests are about delivery: the default limits have tests of their own.
  static final Map<String, String> WITHOUT_LIMITS =
      Map.of(
          "PARLEY_LIMIT_SENDS_PER_SECOND", "0",
          "PARLEY_LIMIT_SENDS_BURST", "0",
          "PARLEY_LIMIT_FRAMES_PER_SECOND", "0",
          "PARLEY_LIMIT_FRAMES_BURST", "0",
          "PARLEY_LIMIT_CONVERSATIONS_PER_HOUR", "0",
          "PARLEY_LIMIT_HANDSHAKES_PER_ADDRESS", "0",
          "PARLEY_LIMIT_REQUESTS_PER_USER", "0",
          "PARLEY_LIMIT_SIGN_UPS_ADDRESS", "0",
          "PARLEY_LIMIT_SEARCHES_PER_USER", "0",
          "PARLEY_LIMIT_TICKETS_USER", "0");

  private final Path data;
  private final int port;
  private final Map<String, String> environment;

  private Platform(Path data, int port, Map<String, String> environment) {
    this.data = data;
    this.port = port;
    this.environment = environment;
  }

  /// Starts `./parley cluster` and returns when it says that it is up.
  static Platform cluster(int chatNodes, Map<String, String> environment) {
    return cluster(chatNodes, 1, environment);
  }

  static Platform cluster(int chatNodes, int gateways, Map<String, String> environment) {
    return cluster(freePort(), chatNodes, gateways, environment);
  }

  /// Without C2, as the tests themselves: these processes end before it pays.
  ///
  /// @param port of the first gateway, which somebody had to know before
  static Platform cluster(int port, int chatNodes, int gateways, Map<String, String> environment) {
    var whole = new HashMap<>(environment);
    whole.putIfAbsent("PARLEY_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
    var platform = new Platform(newDirectory(), port, whole);
    platform.command(
        "cluster",
        "--chat",
        "" + chatNodes,
        "--gateway",
        "" + gateways,
        "--port",
        "" + platform.port);
    return platform;
  }

  /// The project's own command.
  static String script() {
    return HOME.resolve("parley").toString();
  }

  Path data() {
    return data;
  }

  /// Starts `./parley run` in this directory, which stays in the foreground, and returns when it
  /// answers.
  static Process run(Path data, int port) {
    return run(data, port, Map.of());
  }

  static Process run(Path data, int port, Map<String, String> environment) {
    var process = startRun(data, port, environment);
    var health = new Api(URI.create("http://127.0.0.1:" + port), null);
    Awaitility.await("./parley run answers; its output is in " + runLog(data))
        .atMost(Duration.ofMinutes(4)) // The first start after a build prepares a fast one
        .ignoreExceptions()
        .until(() -> health.get("/health").status() == 200);
    return process;
  }

  private static Path runLog(Path data) {
    return data.resolveSibling(data.getFileName() + ".run.log");
  }

  /// The same without waiting.
  static Process startRun(Path data, int port, Map<String, String> environment) {
    try {
      var builder =
          new ProcessBuilder(
                  HOME.resolve("parley").toString(),
                  "run",
                  "--port",
                  "" + port,
                  "--data",
                  data.toString())
              .directory(HOME.toFile())
              .redirectErrorStream(true)
              .redirectOutput(runLog(data).toFile());
      builder.environment().putAll(environment);
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI gateway() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /// Where browsers find the gateway; their cookies belong to it.
  URI publicOrigin() {
    return URI.create("http://localhost:" + port);
  }

  /// The address of one process, such as `chat-2`.
  URI address(String process) {
    return URI.create(read(data.resolve("run").resolve(process + ".url")));
  }

  /// Where health is asked of one process, on a port of its own.
  URI management(String process) {
    var line = read(data.resolve("run").resolve(process + ".cmd"));
    var port = MANAGEMENT_PORT.matcher(line);
    if (!port.find()) {
      throw new AssertionError(process + " has no management port: " + line);
    }
    return URI.create("http://127.0.0.1:" + port.group(1));
  }

  String serverKey() {
    return secret("server-key");
  }

  /// One of the secrets that it made for itself.
  String secret(String file) {
    return read(data.resolve(file));
  }

  /// What a process has logged.
  String logOf(String process) {
    return read(data.resolve("log").resolve(process + ".log"));
  }

  /// What makes the first administrator, once.
  String bootstrapSecret() {
    return secret("bootstrap-secret");
  }

  /// A token by which a service speaks to the others.
  String serviceToken(String service) {
    var secret = secret("service-secret");
    var token =
        new Api(address("auth-1"), secret)
            .post("/internal/service-token", Map.of("service", service));
    Api.expect(200, token);
    return token.body().get("token").asString();
  }

  ProcessHandle process(String name) {
    long pid = Long.parseLong(read(data.resolve("run").resolve(name + ".pid")));
    return ProcessHandle.of(pid)
        .orElseThrow(() -> new AssertionError(name + " with pid " + pid + " is not running"));
  }

  /// kill -9.
  void kill(String name) {
    var process = process(name);
    process.destroyForcibly();
    process.onExit().join();
  }

  /// The first line of what the platform's Redis answers to this command.
  String redis(String command) {
    var address = address("redis-1");
    try (var socket = new Socket(address.getHost(), address.getPort());
        var in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      socket.setSoTimeout(10_000);
      var password = address.getUserInfo().substring(address.getUserInfo().indexOf(':') + 1);
      var words = "AUTH " + password + "\r\n" + command + "\r\n";
      socket.getOutputStream().write(words.getBytes(StandardCharsets.UTF_8));
      var known = in.readLine();
      if (!"+OK".equals(known)) {
        throw new AssertionError("Redis answered " + known);
      }
      return String.valueOf(in.readLine());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts one process again by the project's own command.
  void start(String name) {
    command("start", name);
  }

  /// Gives a process other settings, which count from its next start.
  void configure(String name, Map<String, String> settings) {
    var run = data.resolve("run");
    var line = read(run.resolve(name + ".cmd"));
    var kept = new ArrayList<>(read(run.resolve(name + ".env")).lines().toList());
    for (var setting : settings.entrySet()) {
      line = line.replaceFirst(" '" + setting.getKey() + "=[^']*'", "");
      kept.removeIf(one -> one.startsWith(setting.getKey() + "="));
      kept.add(setting.getKey() + "=" + setting.getValue());
    }
    write(run.resolve(name + ".cmd"), line + "\n");
    write(run.resolve(name + ".env"), String.join("\n", kept) + "\n");
  }

  /// Asks a process to end and starts it again, as a deploy does.
  void restart(String name) {
    var process = process(name);
    process.destroy();
    process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    start(name);
  }

  /// Restarts every service, one after another, by the project's own command.
  void roll() {
    command("roll");
  }

  /// Asks for the next signing key by the project's own command.
  void rotateKeys() {
    command("rotate-keys");
  }

  /// Starts one process as a child of this one, so that its exit code can be seen.
  Process startHere(String name) {
    var file = data.resolve("run").resolve(name + ".cmd");
    try {
      return new ProcessBuilder("sh", "-c", "exec " + read(file)).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    command("stop");
    deleteRecursively(data);
  }

  private void command(String... words) {
    var command = new ArrayList<String>(List.of(HOME.resolve("parley").toString()));
    command.addAll(List.of(words));
    command.addAll(List.of("--data", data.toString()));
    var log = data.resolveSibling(data.getFileName() + "." + words[0] + ".log");
    var builder =
        new ProcessBuilder(command)
            .directory(HOME.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    try {
      var process = builder.start();
      if (!process.waitFor(4, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError("./parley " + words[0] + " did not end:\n" + read(log));
      }
      if (process.exitValue() != 0) {
        throw new AssertionError(
            "./parley " + words[0] + " ended with " + process.exitValue() + ":\n" + read(log));
      }
      Files.deleteIfExists(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path newDirectory() {
    try {
      return Files.createTempDirectory("parley-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void deleteRecursively(Path directory) {
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
