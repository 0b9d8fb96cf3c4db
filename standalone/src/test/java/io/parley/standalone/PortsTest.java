package io.parley.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortsTest {

  @Test
  void chooseThenAllDiffer() {
    Ports ports = Ports.choose(0);
    assertThat(new int[] {ports.gateway(), ports.auth(), ports.chat(), ports.presence()})
        .doesNotHaveDuplicates()
        .doesNotContain(0);
  }

  @Test
  void chooseWhenTheWishedOneIsTakenThenOneSentence() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> Ports.choose(taken.getLocalPort()))
          .isInstanceOf(StartFailure.class)
          .hasMessageContaining("port " + taken.getLocalPort() + " is taken");
    }
  }
}
