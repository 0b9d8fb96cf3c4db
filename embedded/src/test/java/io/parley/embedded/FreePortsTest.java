package io.parley.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class FreePortsTest {

  @Test
  void severalThenTheyDifferAndEachIsFree() throws IOException {
    var ports = FreePorts.several(200);

    assertThat(ports).hasSize(200).doesNotHaveDuplicates();
    for (int port : ports) {
      new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
    }
  }
}
