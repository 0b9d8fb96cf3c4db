package io.parley.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// D15, second half: an older backup is restored by the project's own command, and every client
/// that comes back is told to read anew, whether its position is within the restored log or beyond
/// it.
class RestoreIT {

  private Path data;
  private Path backup;
  private Process running;
  private URI gateway;

  @BeforeEach
  void run() {
    data = Platform.newDirectory();
    backup = data.resolveSibling(data.getFileName() + ".backup");
    start();
  }

  @AfterEach
  void clearUp() throws Exception {
    stop();
    Files.deleteIfExists(backup);
    Platform.deleteRecursively(data);
  }

  @Test
  void restoreOfAnOlderBackupThenEveryClientReadsAnewAndEqualsAFreshOne() throws Exception {
    var server = new Api(gateway, Files.readString(data.resolve("server-key")).strip());
    var ann = server.identity("ann");
    var bob = server.identity("bob");
    var api = server.as(ann.token());
    var kept = api.conversation("direct", List.of(bob.id()));
    send(api, kept, 1, 5);
    var epoch = api.get("/api/conversations/" + kept).body().get("epoch").asString();
    parley(0, "backup", "--data", data.toString(), backup.toString());
    var before = api.history(kept);
    send(api, kept, 6, 10);
    var later = api.conversation("group", List.of(bob.id()));
    send(api, later, 1, 3);

    assertThat(parley(1, "restore", "--data", data.toString(), backup.toString()))
        .contains("running")
        .hasLineCount(1);
    stop();
    var cut = Files.write(data.resolve("cut"), firstHalf(Files.readAllBytes(backup)));
    assertThat(parley(1, "restore", "--data", data.toString(), cut.toString())).hasLineCount(1);
    parley(0, "restore", "--data", data.toString(), backup.toString());
    start();

    var restored = new Api(gateway, ann.token());
    assertThat(restored.history(kept)).isEqualTo(before);
    var head = before.size();
    for (var known : List.of(3L, 5L, 10L)) {
      try (var socket = ChatSocket.open(gateway, bob.token(), "?resume=1", _ -> {})) {
        socket.await("welcome");
        var positions =
            Map.of(
                kept, Map.of("epoch", epoch, "sequence", known),
                later, Map.of("epoch", epoch, "sequence", 3));
        socket.send(Map.of("type", "resume", "ref", "go", "positions", positions));
        socket.await(frame -> frame.path("ref").asString("").equals("go"));

        var resync = socket.await("resync");
        assertThat(resync.get("conversation").asString()).isEqualTo(kept);
        assertThat(resync.get("epoch").asString()).isNotEqualTo(epoch);
        assertThat(resync.get("head").asLong()).isEqualTo(head);
        assertThat(socket.await("conversation.removed").get("conversation").asString())
            .isEqualTo(later);
        assertThat(socket.frames()).noneMatch(frame -> isOfType(frame, "message"));
        assertThat(restored.as(bob.token()).history(kept)).isEqualTo(restored.history(kept));

        head++;
        send(restored, kept, 100 + head, 100 + head);
        assertThat(socket.await("message").get("sequence").asLong()).isEqualTo(head);
      }
    }
    assertThat(restored.as(bob.token()).get("/api/conversations").body().get("items")).hasSize(1);
  }

  private static byte[] firstHalf(byte[] all) {
    return Arrays.copyOf(all, all.length / 2);
  }

  private static boolean isOfType(JsonNode frame, String type) {
    return frame.path("type").asString("").equals(type);
  }

  private static void send(Api by, String conversation, int first, int last) {
    for (int n = first; n <= last; n++) {
      Api.expect(
          201,
          by.post(
              "/api/conversations/" + conversation + "/messages",
              Map.of("clientMessageId", "m" + n, "text", "text " + n)));
    }
  }

  private void start() {
    int port = Platform.freePort();
    gateway = URI.create("http://127.0.0.1:" + port);
    running = Platform.run(data, port);
  }

  private void stop() throws InterruptedException {
    running.destroy();
    assertThat(running.waitFor(40, TimeUnit.SECONDS)).as("ends on SIGTERM").isTrue();
  }

  /// What the command says.
  private static String parley(int exit, String... words) throws Exception {
    var command = new ArrayList<String>(List.of(Platform.script()));
    command.addAll(List.of(words));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(exit);
    return said.strip();
  }
}
