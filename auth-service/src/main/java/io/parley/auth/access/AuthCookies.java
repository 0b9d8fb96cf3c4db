package io.parley.auth.access;

import io.parley.auth.login.IssuedTokens;
import io.parley.edge.Credentials;
import io.parley.edge.Origins;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;

/// The two cookies of a login (RFC 6265bis). Where the platform is reached by https they carry the
/// prefixes that bind them to host and transport.
@Component
public final class AuthCookies {

  private static final String REFRESH_PATH = "/api/auth";

  private final String access;
  private final String refresh;
  private final boolean secure;
  private final Clock clock;

  AuthCookies(Origins origins, Credentials credentials, Clock clock) {
    this.secure = origins.secure();
    this.access = credentials.cookieName();
    this.refresh = secure ? "__Secure-parley_refresh" : "parley_refresh";
    this.clock = clock;
  }

  /// The refresh token that a request carries; null when none.
  @Nullable String refreshToken(ServerHttpRequest request) {
    var cookie = request.getCookies().getFirst(refresh);
    return cookie == null || cookie.getValue().isEmpty() ? null : cookie.getValue();
  }

  /// Sets both.
  public void set(ServerHttpResponse response, IssuedTokens tokens) {
    add(response, cookie(access, "/", tokens.accessToken(), left(tokens.expiresAt())));
    var token = tokens.refreshToken();
    if (token != null) {
      add(response, cookie(refresh, REFRESH_PATH, token, left(tokens.refreshExpiresAt())));
    }
  }

  /// Takes both away.
  public void clear(ServerHttpResponse response) {
    add(response, cookie(access, "/", "", Duration.ZERO));
    add(response, cookie(refresh, REFRESH_PATH, "", Duration.ZERO));
  }

  /// As a header, because Netty would spell the attributes its own way.
  private static void add(ServerHttpResponse response, ResponseCookie cookie) {
    response.getHeaders().add(HttpHeaders.SET_COOKIE, cookie.toString());
  }

  private ResponseCookie cookie(String name, String path, String value, Duration life) {
    return ResponseCookie.from(name, value)
        .path(path)
        .httpOnly(true)
        .sameSite("Lax")
        .secure(secure)
        .maxAge(life)
        .build();
  }

  private Duration left(Instant end) {
    var left = Duration.between(clock.instant(), end);
    return left.isNegative() ? Duration.ZERO : left;
  }
}
