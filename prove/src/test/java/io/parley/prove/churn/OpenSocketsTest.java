package io.parley.prove.churn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
class OpenSocketsTest {

  private static final long OWN = ProcessHandle.current().pid();

  @Test
  void ofWhenSocketsAreOpenThenCountedAtTheSideOfWhoOpenedThem() throws IOException {
    var before = OpenSockets.of(OWN);
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var _ = new Socket(server.getInetAddress(), server.getLocalPort());
        var _ = server.accept()) {
      var open = OpenSockets.of(OWN);

      assertThat(open.accepted() - before.accepted()).isOne();
      assertThat(open.opened() - before.opened()).isOne();
    }
  }
}
