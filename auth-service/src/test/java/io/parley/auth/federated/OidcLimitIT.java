package io.parley.auth.federated;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.auth.Eventually;
import io.parley.auth.RunningAuth;
import io.parley.testing.openid.Browser;
import io.parley.testing.openid.FakeProvider;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// How often flows of one address may lead to nothing.
class OidcLimitIT {

  private static final String CALLBACK = "/api/auth/oidc/corp/callback?code=a&";

  @Test
  void callbackWhenTooOftenWithoutALoginThenLimitedAndTheProviderLeftAlone() {
    try (var provider = FakeProvider.start();
        var auth =
            RunningAuth.start(
                "PARLEY_LIMIT_WRONG_LOGINS_ADDRESS=3",
                "PARLEY_OIDC_PROVIDERS=corp",
                "PARLEY_OIDC_CORP_ISSUER=" + provider.issuer(),
                "PARLEY_OIDC_CORP_CLIENT_ID=parley")) {
      Eventually.isTrue(() -> auth.call("GET", "/internal/ready", null).status() == 200);
      provider.refuses(400, Map.of("error", "invalid_grant"));
      for (int i = 0; i < 10; i++) {
        assertThat(
                new Browser(auth.url(), RunningAuth.ORIGIN)
                    .open(CALLBACK + "state=made-up")
                    .status())
            .isEqualTo(403);
      }
      for (int i = 0; i < 3; i++) {
        assertThat(failedLogin(auth).status()).isEqualTo(401);
      }

      assertThat(failedLogin(auth).status()).isEqualTo(429);

      assertThat(provider.asked("/token")).isEqualTo(3);
    }
  }

  private static Browser.Page failedLogin(RunningAuth auth) {
    var somebody = new Browser(auth.url(), RunningAuth.ORIGIN);
    var there = somebody.open("/api/auth/oidc/corp").next();
    return somebody.open(CALLBACK + stateOf(there));
  }

  private static String stateOf(URI page) {
    for (var part : page.getRawQuery().split("&", -1)) {
      if (part.startsWith("state=")) {
        return part;
      }
    }
    throw new AssertionError("no state in " + page);
  }
}
