package io.parley.gateway.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.edge.Origins;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecurityHeadersTest {

  @Test
  void headersWhenPlainHttpThenNoTransportSecurity() {
    var headers = SecurityHeaders.of(new Origins(List.of("http://localhost:8080"), List.of()));

    assertThat(headers).doesNotContainKey("Strict-Transport-Security");
    assertThat(headers.get("Content-Security-Policy"))
        .contains("connect-src 'self' ws://localhost:8080;")
        .doesNotContain("unsafe-inline");
  }

  @Test
  void headersWhenHttpsThenTransportSecurity() {
    var headers =
        SecurityHeaders.of(
            new Origins(List.of("https://chat.example.org"), List.of("https://b.example.org")));

    assertThat(headers).containsKey("Strict-Transport-Security");
    assertThat(headers.get("Content-Security-Policy"))
        .contains("wss://b.example.org wss://chat.example.org");
  }
}
