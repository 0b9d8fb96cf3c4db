package io.parley.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// `./parley run` as a person uses it: it keeps its data, a kill loses nothing acknowledged, and
/// what is wrong with a call is said in one sentence.
class RunIT {

  private static final int MESSAGES = 120;

  private Path data;

  @BeforeEach
  void newDirectory() {
    data = Platform.newDirectory();
  }

  @AfterEach
  void deleteDirectory() {
    Platform.deleteRecursively(data);
  }

  @Test
  void killOfRunLosesNothingAcknowledgedAndTheNextStartClearsUp() throws Exception {
    int port = Platform.freePort();
    var gateway = URI.create("http://127.0.0.1:" + port);
    var first = Platform.run(data, port);
    var server = new Api(gateway, Files.readString(data.resolve("server-key")).strip());
    var ann = server.identity("ann");
    var bob = server.identity("bob");
    var conversation = server.as(ann.token()).conversation("direct", List.of(bob.id()));
    var acknowledged = new TreeMap<Long, String>();
    try (var socket = ChatSocket.open(gateway, ann.token())) {
      socket.await("welcome");
      for (int n = 0; n < MESSAGES; n++) {
        var ack = send(socket, conversation, n);
        acknowledged.put(ack.get("sequence").asLong(), ack.get("message").asString());
      }
      killTree(first);
    }
    assertThat(acknowledged).hasSize(MESSAGES);

    var second = Platform.run(data, port);
    try {
      assertThat(server.as(ann.token()).history(conversation)).isEqualTo(acknowledged);
      Api.expect(
          201,
          server
              .as(bob.token())
              .post(
                  "/api/conversations/" + conversation + "/messages",
                  Map.of("clientMessageId", "after", "text", "still writable")));
    } finally {
      second.destroy();
      assertThat(second.waitFor(30, TimeUnit.SECONDS)).as("ends on SIGTERM").isTrue();
    }
    assertThat(second.exitValue()).isIn(0, 143);
  }

  @Test
  void runWhenToldToEndWhileItStartsThenNothingIsLeft() throws Exception {
    var note = data.resolve("redis").resolve("redis.left");
    var process = Platform.startRun(data, Platform.freePort(), Map.of());
    Awaitility.await("its Redis runs")
        .atMost(Duration.ofMinutes(4)) // The first start after a build prepares a fast one
        .ignoreExceptions()
        .until(() -> Files.readAllLines(note).size() == 2);
    long redis = Long.parseLong(Files.readAllLines(note).getFirst());

    process.destroy();

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("ends on SIGTERM").isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(ProcessHandle.of(redis).filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(note).doesNotExist();
  }

  @Test
  void runWhenThePortIsTakenThenOneSentenceAndExitCode1() throws Exception {
    try (var taken = new ServerSocket(0)) {
      var ended = parley("run", "--port", "" + taken.getLocalPort(), "--data", data.toString());
      assertThat(ended.code()).isEqualTo(1);
      assertThat(ended.output()).contains("" + taken.getLocalPort());
      assertThat(ended.output().strip().lines().toList()).hasSize(1);
    }
  }

  @Test
  void runWhenTheDirectoryCannotBeMadeThenOneSentenceAndExitCode1() throws Exception {
    var file = Files.createFile(data.resolve("a-file"));
    var ended =
        parley("run", "--port", "" + Platform.freePort(), "--data", file.resolve("x").toString());
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.output()).contains("a-file");
    assertThat(ended.output().strip().lines().toList()).hasSize(1);
  }

  @Test
  void commandWhenUnknownThenOneSentenceAndExitCode1() throws Exception {
    var ended = parley("dance");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.output()).contains("dance");
  }

  /// Sends one message until it is acknowledged, each time under a `ref` of its own; waits as long
  /// as a refusal asks for, since `run` has its default limits here.
  private static JsonNode send(ChatSocket socket, String conversation, int n) {
    for (int attempt = 0; ; attempt++) {
      var ref = n + "-" + attempt;
      socket.send(
          Map.of(
              "type",
              "send",
              "ref",
              ref,
              "conversation",
              conversation,
              "clientMessageId",
              "m" + n,
              "text",
              "message " + n));
      var answer = socket.await(frame -> frame.path("ref").asString("").equals(ref));
      if (answer.get("type").asString().equals("ack")) {
        return answer;
      }
      assertThat(answer.get("problem").asString()).isIn("rate-limited", "try-again");
      LockSupport.parkNanos(
          TimeUnit.MILLISECONDS.toNanos(answer.path("retryAfterMillis").asLong(100)));
    }
  }

  private record Ended(int code, String output) {}

  private static Ended parley(String... words) throws IOException, InterruptedException {
    var home = Path.of(System.getProperty("parley.home", "..")).toAbsolutePath().normalize();
    var command = new ArrayList<String>(List.of(home.resolve("parley").toString()));
    command.addAll(List.of(words));
    var process =
        new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), output);
  }

  /// kill -9 of the command and the JVM below it; a Redis that stays behind is the next start's to
  /// clear.
  private static void killTree(Process process) {
    var jvms = process.descendants().filter(RunIT::isJava).toList();
    process.destroyForcibly();
    process.onExit().join();
    for (var jvm : jvms) {
      jvm.destroyForcibly();
      jvm.onExit().join();
    }
  }

  private static boolean isJava(ProcessHandle process) {
    return process.info().command().orElse("").endsWith("java");
  }
}
