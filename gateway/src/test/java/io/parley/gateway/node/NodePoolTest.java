package io.parley.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NodePoolTest {

  private final Node one = node("10.0.0.1");
  private final Node two = node("10.0.0.2");
  private final NodePool pool = new NodePool(ServiceName.CHAT, List.of());

  @Test
  void chooseWhenSeveralAreReadyThenInTurn() {
    pool.probed(Map.of(one, Probe.READY, two, Probe.READY));

    var first = pool.choose(Set.of());
    assertThat(pool.choose(Set.of())).isNotEqualTo(first);
    assertThat(pool.choose(Set.of())).isEqualTo(first);
    assertThat(pool.choose(Set.of(one))).isEqualTo(two);
    assertThat(pool.choose(Set.of(one, two))).isNull();
  }

  @Test
  void probedWhenDownOrGoneThenOutAtOnce() {
    pool.probed(Map.of(one, Probe.READY, two, Probe.READY));
    pool.probed(Map.of(one, Probe.DOWN, two, Probe.READY));
    assertThat(pool.choose(Set.of())).isEqualTo(two);
    assertThat(pool.known()).isEqualTo(2);

    pool.probed(Map.of(one, Probe.READY));
    assertThat(pool.choose(Set.of(one))).isNull();
    assertThat(pool.known()).isEqualTo(1);
  }

  @Test
  void probedWhenSilentThenOutAfterTheThirdTime() {
    pool.probed(Map.of(one, Probe.SILENT));
    assertThat(pool.ready()).isZero();

    pool.probed(Map.of(one, Probe.READY));
    pool.probed(Map.of(one, Probe.SILENT));
    pool.probed(Map.of(one, Probe.SILENT));
    assertThat(pool.ready()).isEqualTo(1);
    pool.probed(Map.of(one, Probe.SILENT));
    assertThat(pool.ready()).isZero();
  }

  @Test
  void ejectWhenRefusedThenOutUntilSeenReady() {
    pool.probed(Map.of(one, Probe.READY));
    pool.eject(one);
    assertThat(pool.choose(Set.of())).isNull();
    pool.probed(Map.of(one, Probe.READY));
    assertThat(pool.choose(Set.of())).isEqualTo(one);
  }

  @Test
  void authorityWhenIpv6ThenInBrackets() {
    assertThat(node("::1").uri()).hasToString("http://[0:0:0:0:0:0:0:1]:8082");
    assertThat(one.authority()).isEqualTo("10.0.0.1:8082");
  }

  private static Node node(String ip) {
    return new Node(new InetSocketAddress(InetAddress.ofLiteral(ip), 8082));
  }
}
