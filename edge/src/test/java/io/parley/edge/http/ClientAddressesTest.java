package io.parley.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

class ClientAddressesTest {

  @Test
  void ofWhenNobodyIsTrustedThenThePeer() {
    var addresses = new ClientAddresses(List.of());

    assertThat(addresses.of(from("127.0.0.1", "9.9.9.9"), false)).isEqualTo("127.0.0.1");
  }

  @Test
  void ofWhenProxyIsTrustedThenTheHopBeforeIt() {
    var addresses = new ClientAddresses(List.of("10.0.0.0/8", "192.168.1.1"));

    assertThat(addresses.of(from("10.1.2.3", "6.6.6.6, 9.9.9.9"), false)).isEqualTo("9.9.9.9");
    assertThat(addresses.of(from("10.1.2.3", "9.9.9.9, 192.168.1.1"), false)).isEqualTo("9.9.9.9");
    assertThat(addresses.of(from("11.1.2.3", "9.9.9.9"), false)).isEqualTo("11.1.2.3");
    assertThat(addresses.of(from("10.1.2.3", "evil\r\n"), false)).isEqualTo("10.1.2.3");
    assertThat(addresses.of(from("10.1.2.3", ""), false)).isEqualTo("10.1.2.3");
  }

  @Test
  void ofWhenFromAGatewayThenItsLastHop() {
    var addresses = new ClientAddresses(List.of());

    assertThat(addresses.of(from("127.0.0.1", "6.6.6.6, 2001:db8::1"), true))
        .isEqualTo("2001:db8:0:0:0:0:0:1");
    assertThat(addresses.of(from("127.0.0.1", "nonsense"), true)).isEqualTo("127.0.0.1");
  }

  @Test
  void newWhenNotANetworkThenRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ClientAddresses(List.of("10.0.0.0/33")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ClientAddresses(List.of("example.org")));
  }

  private static ServerHttpRequest from(String peer, String forwardedFor) {
    return MockServerHttpRequest.get("/")
        .remoteAddress(new InetSocketAddress(peer, 5000))
        .header("X-Forwarded-For", forwardedFor)
        .build();
  }
}
