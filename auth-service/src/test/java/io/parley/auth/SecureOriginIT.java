package io.parley.auth;

import static io.parley.auth.RunningAuth.freshName;
import static io.parley.auth.RunningAuth.signUpBody;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import org.junit.jupiter.api.Test;

/// Cookies where browsers come by https.
class SecureOriginIT {

  @Test
  void signUpWhenReachedByHttpsThenCookiesAreBoundToHostAndTransport() {
    try (var auth = RunningAuth.start("PARLEY_PUBLIC_ORIGIN=https://chat.example.org")) {
      Eventually.isTrue(() -> auth.call("GET", "/internal/ready", null).status() == 200);
      var body = new HashMap<>(signUpBody(freshName()));
      body.put("tokens", "cookie");

      var answer =
          auth.call("POST", "/api/auth/signup", body, "Origin", "https://chat.example.org");

      assertThat(answer.cookies())
          .anySatisfy(
              cookie ->
                  assertThat(cookie)
                      .startsWith("__Host-parley_access=")
                      .contains("Path=/;", "Secure", "HttpOnly", "SameSite=Lax")
                      .doesNotContain("Domain"))
          .anySatisfy(
              cookie ->
                  assertThat(cookie)
                      .startsWith("__Secure-parley_refresh=")
                      .contains("Path=/api/auth;", "Secure", "HttpOnly", "SameSite=Lax"));
      var access = answer.cookie("__Host-parley_access");
      assertThat(
              auth.call("GET", "/api/auth/check", null, "Cookie", "__Host-parley_access=" + access)
                  .status())
          .isEqualTo(200);
      assertThat(
              auth.call("GET", "/api/auth/check", null, "Cookie", "parley_access=" + access)
                  .status())
          .isEqualTo(401);
    }
  }
}
