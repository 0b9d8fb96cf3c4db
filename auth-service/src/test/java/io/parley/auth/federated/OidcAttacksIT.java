package io.parley.auth.federated;

import static io.parley.auth.RunningAuth.freshName;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.parley.auth.Eventually;
import io.parley.auth.RunningAuth;
import io.parley.testing.openid.Browser;
import io.parley.testing.openid.FakeProvider;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.json.JsonMapper;

/// A provider that lies, and others who answer in its place.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OidcAttacksIT {

  private static final String CLIENT = "parley";

  private final FakeProvider provider = FakeProvider.start();
  private final FakeProvider naming = FakeProvider.start();
  private final FakeProvider elsewhere = FakeProvider.start();
  private final RunningAuth auth =
      RunningAuth.start(
          "PARLEY_OIDC_PROVIDERS=corp,naming,elsewhere",
          "PARLEY_OIDC_CORP_ISSUER=" + provider.issuer(),
          "PARLEY_OIDC_CORP_CLIENT_ID=" + CLIENT,
          "PARLEY_OIDC_CORP_CLIENT_SECRET=secret",
          "PARLEY_OIDC_NAMING_ISSUER=" + naming.issuer(),
          "PARLEY_OIDC_NAMING_CLIENT_ID=" + CLIENT,
          "PARLEY_OIDC_NAMING_SIGN_UP=false",
          "PARLEY_OIDC_ELSEWHERE_ISSUER=" + elsewhere.issuer(),
          "PARLEY_OIDC_ELSEWHERE_CLIENT_ID=" + CLIENT);

  private Browser browser = new Browser(auth.url(), RunningAuth.ORIGIN);
  private URI there = URI.create("about:blank");

  @BeforeAll
  void waitUntilReady() {
    naming.discovers("authorization_response_iss_parameter_supported", true);
    elsewhere.discovers("issuer", "https://elsewhere.example");
    Eventually.isTrue(() -> auth.call("GET", "/internal/ready", null).status() == 200);
  }

  @BeforeEach
  void startAFlow() {
    browser = new Browser(auth.url(), RunningAuth.ORIGIN);
    there = browser.open("/api/auth/oidc/corp").next();
    provider.knows(Map.of());
  }

  @AfterAll
  void stop() {
    auth.close();
    provider.close();
    naming.close();
    elsewhere.close();
  }

  @Test
  void callbackWhenTheTokenIsGoodThenLoggedIn() {
    provider.givesOut(provider.signed(good().build()));

    assertThat(callback().status()).isEqualTo(302);
    assertThat(browser.cookie("parley_access")).isNotEmpty();
  }

  @Test
  void callbackWhenTheNonceIsAnothersThenRefused() {
    refusedWith(provider.signed(good().claim("nonce", "another").build()));
    startAFlow();
    refusedWith(provider.signed(good().claim("nonce", null).build()));
  }

  @Test
  void callbackWhenUnsignedThenRefused() {
    refusedWith(new PlainJWT(good().build()).serialize());
  }

  @Test
  void callbackWhenSignedByASecretThenRefused() throws JOSEException {
    var publicKey = provider.key().toRSAPublicKey().getEncoded();
    for (var secret :
        List.of(
            publicKey,
            "secret-secret-secret-secret-secret"
                .getBytes(java.nio.charset.StandardCharsets.UTF_8))) {
      var token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), good().build());
      token.sign(new MACSigner(secret));
      refusedWith(token.serialize());
      startAFlow();
    }
  }

  @Test
  void callbackWhenSignedByAnotherKeyOfTheSameIdThenRefused() {
    refusedWith(FakeProvider.signed(good().build(), FakeProvider.newKey("key-1"), header -> {}));
  }

  @Test
  void callbackWhenTheHeaderBringsAKeyOrItsAddressThenRefusedUnasked() {
    var own = FakeProvider.newKey("own");
    refusedWith(
        FakeProvider.signed(
            good().build(), own, header -> header.jwkURL(URI.create(provider.issuer() + "/evil"))));
    startAFlow();
    refusedWith(FakeProvider.signed(good().build(), own, header -> header.jwk(own.toPublicJWK())));
    startAFlow();
    refusedWith(
        FakeProvider.signed(
            good().build(),
            own,
            header -> header.x509CertURL(URI.create(provider.issuer() + "/evil"))));
    assertThat(provider.asked("/evil")).isZero();
  }

  @Test
  void callbackWhenForAnotherClientThenRefused() {
    refusedWith(provider.signed(good().audience("another").build()));
    startAFlow();
    refusedWith(provider.signed(good().audience(List.of(CLIENT, "another")).build()));
    startAFlow();
    refusedWith(provider.signed(good().claim("azp", "another").build()));
  }

  @Test
  void callbackWhenOfAnotherIssuerThenRefused() {
    refusedWith(provider.signed(good().issuer(naming.issuer()).build()));
  }

  @Test
  void callbackWhenOverOrOfTheFutureThenRefused() {
    var past = Date.from(Instant.now().minusSeconds(600));
    var future = Date.from(Instant.now().plusSeconds(600));
    refusedWith(provider.signed(good().expirationTime(past).build()));
    startAFlow();
    refusedWith(provider.signed(good().issueTime(future).build()));
  }

  @Test
  void callbackWhenNoIdTokenByTypeOrUseThenRefused() {
    refusedWith(
        provider.signed(good().build(), header -> header.type(new JOSEObjectType("at+jwt"))));
    startAFlow();
    refusedWith(provider.signed(good().claim("token_use", "access").build()));
  }

  @Test
  void callbackWhenTheHashIsOfAnotherAccessTokenThenRefused() {
    refusedWith(provider.signed(good().claim("at_hash", "AAAAAAAAAAAAAAAAAAAAAA").build()));
  }

  @Test
  void callbackWhenTheProviderSaysNoThenRefused() {
    assertThat(
            browser
                .open("/api/auth/oidc/corp/callback?error=access_denied&state=" + state())
                .status())
        .isEqualTo(401);
    startAFlow();
    provider.refuses(400, Map.of("error", "invalid_grant"));
    assertThat(callback().status()).isEqualTo(401);
    startAFlow();
    provider.refuses(200, Map.of("nothing", "of use"));
    assertThat(callback().status()).isEqualTo(401);
    startAFlow();
    provider.refuses(503, Map.of());
    assertThat(callback().status()).isEqualTo(503);
  }

  @Test
  void callbackWhenAParameterIsRepeatedThenInvalid() {
    var path = "/api/auth/oidc/corp/callback?code=a&state=" + state() + "&state=" + state();

    assertThat(browser.open(path).status()).isEqualTo(400);
  }

  @Test
  void callbackWhenAnotherProviderAnswersThenForbidden() {
    provider.givesOut(provider.signed(good().build()));
    var mixed = "/api/auth/oidc/naming/callback?code=a&state=" + state();
    assertThat(browser.open(mixed).status()).isEqualTo(403);

    startAFlow();
    provider.givesOut(provider.signed(good().build()));
    var named = "/api/auth/oidc/corp/callback?code=a&state=" + state() + "&iss=" + naming.issuer();
    assertThat(browser.open(named).status()).isEqualTo(403);
  }

  @Test
  void callbackWhenTheProviderUsuallyNamesItselfThenItMust() {
    var path = "/api/auth/oidc/naming/callback?code=a&state=";
    there = browser.open("/api/auth/oidc/naming").next();
    naming.givesOut(naming.signed(claims(naming).build()));
    assertThat(browser.open(path + state()).status()).isEqualTo(403);

    there = browser.open("/api/auth/oidc/naming").next();
    naming.givesOut(naming.signed(claims(naming).build()));
    var end = browser.open(path + state() + "&iss=" + naming.issuer());
    assertThat(end.status()).isEqualTo(403);
    assertThat(end.body()).contains("No account here belongs to this identity");
  }

  @Test
  void startWhenTheDocumentIsOfAnotherIssuerThenTryAgain() {
    assertThat(browser.open("/api/auth/oidc/elsewhere").status()).isEqualTo(503);
  }

  @Test
  void callbackWhenTheAddressIsToldToWhoAsksThenItCountsIfItIsOfTheSame() {
    var name = freshName();
    provider.givesOut(provider.signed(good().subject(name).build()));
    provider.knows(Map.of("sub", name, "email", name + "@example.org", "email_verified", "true"));
    assertThat(callback().status()).isEqualTo(302);
    assertThat(email()).isEqualTo(name + "@example.org");

    startAFlow();
    provider.givesOut(provider.signed(good().build()));
    provider.knows(Map.of("sub", "another", "email", "other@example.org", "email_verified", true));
    assertThat(callback().status()).isEqualTo(302);
    assertThat(email()).isEmpty();
  }

  private String email() {
    return JsonMapper.shared()
        .readTree(browser.open("/api/auth/check").body())
        .path("email")
        .asString("");
  }

  private void refusedWith(String idToken) {
    provider.givesOut(idToken);
    assertThat(callback().status()).isEqualTo(401);
    assertThat(browser.cookie("parley_access")).isEmpty();
  }

  private Browser.Page callback() {
    return browser.open("/api/auth/oidc/corp/callback?code=a&state=" + state());
  }

  private JWTClaimsSet.Builder good() {
    return claims(provider);
  }

  private JWTClaimsSet.Builder claims(FakeProvider of) {
    return of.claims(freshName()).audience(CLIENT).claim("nonce", parameter("nonce"));
  }

  private String state() {
    return parameter("state");
  }

  private String parameter(String name) {
    for (var part : there.getRawQuery().split("&", -1)) {
      if (part.startsWith(name + "=")) {
        return part.substring(name.length() + 1);
      }
    }
    throw new AssertionError(name + " is not in " + there);
  }
}
