package io.parley.auth.federated;

import static io.parley.auth.RunningAuth.freshName;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.auth.Eventually;
import io.parley.auth.RunningAuth;
import io.parley.testing.openid.Browser;
import io.parley.testing.openid.FakeProvider;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/// A provider at https whose certificate a company signed itself.
@ExtendWith(OutputCaptureExtension.class)
class OidcTlsIT {

  @TempDir private Path directory;

  @Test
  void startWhenNobodyTrustsTheCertificateThenTryAgainAndTheOperatorIsToldWhy(
      CapturedOutput output) {
    var certificate = TestCertificate.of("ip:127.0.0.1", directory);
    try (var provider = FakeProvider.start(certificate.server());
        var auth = start(provider)) {
      var page = new Browser(auth.url(), RunningAuth.ORIGIN).open("/api/auth/oidc/corp");

      assertThat(page.status()).isEqualTo(503);
      assertThat(page.body()).contains("/problems/try-again").doesNotContain("PKIX", "certificate");
      assertThat(provider.asked("/.well-known/openid-configuration")).isZero();
      assertThat(output).contains("a provider's document cannot be fetched", "PKIX path");
    }
  }

  @Test
  void loginWhenTheOperatorTrustsTheCertificateThenAsWithAnyOther() {
    var certificate = TestCertificate.of("ip:127.0.0.1", directory);
    try (var provider = FakeProvider.start(certificate.server());
        var auth = start(provider, trusting(certificate.pem()))) {
      var browser = new Browser(auth.url(), RunningAuth.ORIGIN);
      var there = browser.open("/api/auth/oidc/corp").next();
      assertThat(there.toString()).startsWith(provider.issuer() + "/authorize?");
      var claims = provider.claims(freshName()).audience("parley");
      provider.givesOut(provider.signed(claims.claim("nonce", parameter(there, "nonce")).build()));

      var end =
          browser.open("/api/auth/oidc/corp/callback?code=a&state=" + parameter(there, "state"));

      assertThat(end.status()).as(end.body()).isEqualTo(302);
      assertThat(browser.cookie("parley_access")).isNotEmpty();
    }
  }

  @Test
  void startWhenTheCertificateIsForAnotherNameThenTryAgain() {
    var certificate = TestCertificate.of("dns:elsewhere.example", directory);
    try (var provider = FakeProvider.start(certificate.server());
        var auth = start(provider, trusting(certificate.pem()))) {
      assertThat(new Browser(auth.url(), RunningAuth.ORIGIN).open("/api/auth/oidc/corp").status())
          .isEqualTo(503);
      assertThat(provider.asked("/.well-known/openid-configuration")).isZero();
    }
  }

  @Test
  void startWhenTheFileIsNoCertificateThenTheServiceDoesNotStart() throws IOException {
    var file = Files.writeString(directory.resolve("wrong.pem"), "no certificate");
    for (var path : List.of(file, directory.resolve("missing.pem"))) {
      assertThatThrownBy(() -> RunningAuth.start(trusting(path)).close())
          .hasStackTraceContaining("PARLEY_OIDC_TRUSTED_CERTIFICATES: " + path);
    }
  }

  private static String trusting(Path pem) {
    return "PARLEY_OIDC_TRUSTED_CERTIFICATES=" + pem;
  }

  private static RunningAuth start(FakeProvider provider, String... more) {
    var settings =
        new java.util.ArrayList<>(
            List.of(
                "PARLEY_OIDC_PROVIDERS=corp",
                "PARLEY_OIDC_CORP_ISSUER=" + provider.issuer(),
                "PARLEY_OIDC_CORP_CLIENT_ID=parley",
                "PARLEY_OIDC_CORP_CLIENT_SECRET=secret"));
    settings.addAll(List.of(more));
    var auth = RunningAuth.start(settings.toArray(String[]::new));
    Eventually.isTrue(() -> auth.call("GET", "/internal/ready", null).status() == 200);
    return auth;
  }

  private static String parameter(URI address, String name) {
    for (var part : address.getRawQuery().split("&", -1)) {
      if (part.startsWith(name + "=")) {
        return part.substring(name.length() + 1);
      }
    }
    throw new AssertionError(name + " is not in " + address);
  }
}
