package io.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

class OriginsTest {

  private final Origins origins =
      new Origins(List.of("https://Chat.Example.org:443/"), List.of("http://localhost:3000"));

  @Test
  void allowsWhenListedThenExactly() {
    assertThat(origins.allows("https://chat.example.org")).isTrue();
    assertThat(origins.allows("http://localhost:3000")).isTrue();
    assertThat(origins.allows("http://localhost:3001")).isFalse();
    assertThat(origins.allows("https://chat.example.org.evil.org")).isFalse();
    assertThat(origins.allows("null")).isFalse();
    assertThat(origins.secure()).isTrue();
    assertThat(origins.all()).hasSize(2);
  }

  @Test
  void proveChangeWhenOriginMissingThenOnlySameOriginFetch() {
    assertThat(origins.proveChange(with("Origin", "http://localhost:3000"))).isTrue();
    assertThat(origins.proveChange(with("Origin", "http://evil.org"))).isFalse();
    assertThat(origins.proveChange(with("Origin", "null"))).isFalse();
    assertThat(origins.proveChange(with("Sec-Fetch-Site", "same-origin"))).isTrue();
    assertThat(origins.proveChange(with("Sec-Fetch-Site", "same-site"))).isFalse();
    assertThat(origins.proveChange(with("X-Other", "1"))).isFalse();
  }

  @Test
  void proveChangeWhenForeignOriginBesideSameOriginFetchThenNot() {
    var request =
        MockServerHttpRequest.post("/")
            .header("Origin", "http://evil.org")
            .header("Sec-Fetch-Site", "same-origin")
            .build();

    assertThat(origins.proveChange(request)).isFalse();
  }

  @Test
  void proveSocketWhenOriginMissingThenNot() {
    assertThat(origins.proveSocket(with("Origin", "https://chat.example.org"))).isTrue();
    assertThat(origins.proveSocket(with("Sec-Fetch-Site", "same-origin"))).isFalse();
    assertThat(
            origins.proveSocket(
                with("Origin", "https://chat.example.org", "https://chat.example.org")))
        .isFalse();
  }

  @Test
  void isForeignWhenAbsentThenNot() {
    assertThat(origins.isForeign(with("X-Other", "1"))).isFalse();
    assertThat(origins.isForeign(with("Origin", "http://evil.org"))).isTrue();
    assertThat(origins.isForeign(with("Origin", "null"))).isTrue();
  }

  @Test
  void newWhenNotAnOriginThenRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Origins(List.of("*"), List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> new Origins(List.of(), List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Origins(List.of("ftp://example.org"), List.of()));
  }

  private static MockServerHttpRequest with(String name, String... values) {
    return MockServerHttpRequest.post("/").header(name, values).build();
  }
}
