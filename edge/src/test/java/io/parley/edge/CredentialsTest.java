package io.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.http.HttpCookie;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

class CredentialsTest {

  private final Credentials credentials = new Credentials(false);

  @Test
  void ofWhenBearerBesideCookieThenBearer() {
    var request =
        MockServerHttpRequest.get("/")
            .header("Authorization", "Bearer abc")
            .cookie(new HttpCookie("parley_access", "def"))
            .build();

    assertThat(credentials.of(request))
        .isEqualTo(new PresentedCredential(Credential.BEARER, "abc"));
  }

  @Test
  void ofUpgradeWhenTicketBesideCookieThenTicket() {
    var request =
        MockServerHttpRequest.get("/ws?ticket=t1")
            .cookie(new HttpCookie("parley_access", "def"))
            .build();

    assertThat(credentials.ofUpgrade(request))
        .isEqualTo(new PresentedCredential(Credential.TICKET, "t1"));
    assertThat(credentials.of(request))
        .isEqualTo(new PresentedCredential(Credential.COOKIE, "def"));
  }

  @Test
  void ofWhenMalformedBearerThenPresentAndEmpty() {
    assertThat(bearer("Bearer")).isEqualTo(new PresentedCredential(Credential.BEARER, ""));
    assertThat(bearer("Bearer ")).isEqualTo(new PresentedCredential(Credential.BEARER, ""));
    assertThat(bearer("bearer x")).isEqualTo(new PresentedCredential(Credential.BEARER, "x"));
    assertThat(
            credentials.of(
                MockServerHttpRequest.get("/")
                    .header("Authorization", "Bearer a", "Bearer b")
                    .build()))
        .isEqualTo(new PresentedCredential(Credential.BEARER, ""));
    assertThat(credentials.ofUpgrade(MockServerHttpRequest.get("/ws?ticket=a&ticket=b").build()))
        .isEqualTo(new PresentedCredential(Credential.TICKET, ""));
  }

  @Test
  void ofWhenNothingThenNull() {
    assertThat(bearer("Basic abc")).isNull();
    assertThat(credentials.of(MockServerHttpRequest.get("/?ticket=x").build())).isNull();
    assertThat(credentials.ofUpgrade(MockServerHttpRequest.get("/ws").build())).isNull();
  }

  @Test
  void ofWhenSecureThenOnlyTheHostBoundCookie() {
    var secure = new Credentials(true);
    var planted =
        MockServerHttpRequest.get("/").cookie(new HttpCookie("parley_access", "def")).build();
    var own =
        MockServerHttpRequest.get("/")
            .cookie(new HttpCookie("__Host-parley_access", "def"))
            .build();

    assertThat(secure.of(planted)).isNull();
    assertThat(secure.of(own)).isEqualTo(new PresentedCredential(Credential.COOKIE, "def"));
    assertThat(String.valueOf(secure.of(own))).doesNotContain("def");
  }

  private @org.jspecify.annotations.Nullable PresentedCredential bearer(String header) {
    return credentials.of(MockServerHttpRequest.get("/").header("Authorization", header).build());
  }
}
