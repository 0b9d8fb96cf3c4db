package io.parley.prove.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.prove.fault.FaultProxy;
import io.parley.prove.fault.Filter;
import io.parley.prove.fault.Framing;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HopTest {

  private static final InetSocketAddress NOWHERE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

  @Test
  void ofWhenTheProcessHasAWayOfItsOwnThenThatAndOtherwiseTheSharedOne() {
    try (var hop =
        Hop.of(
            List.of("chat-1", "chat-2"),
            () -> new FaultProxy(Framing.BYTES, NOWHERE, () -> Filter.NONE, new Random(1)))) {
      assertThat(hop.of("chat-1").port()).isNotEqualTo(hop.of("chat-2").port());
      assertThat(hop.of("auth-1")).isSameAs(hop.of("presence-1")).isNotSameAs(hop.of("chat-1"));
      assertThat(hop.open()).isZero();
    }
  }
}
