package io.parley.auth.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.auth.account.UserView;
import io.parley.auth.login.IssuedTokens;
import io.parley.auth.login.LoginMode;
import io.parley.edge.ProblemException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;

/// Hands tokens out in the mode of their login: in cookies with the refresh token in no body, or
/// all in the body with no cookie.
@Component
final class TokenDelivery {

  private final AuthCookies cookies;

  TokenDelivery(AuthCookies cookies) {
    this.cookies = cookies;
  }

  /// The answer to a sign-up and a login.
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record SignedIn(
      UserView user,
      String accessToken,
      Instant expiresAt,
      @Nullable String refreshToken,
      @Nullable Instant refreshExpiresAt) {}

  /// The answer to a refresh.
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Refreshed(
      String accessToken,
      Instant expiresAt,
      @Nullable String refreshToken,
      @Nullable Instant refreshExpiresAt) {}

  /// The mode that a client asks for by `tokens`.
  static LoginMode mode(@Nullable String tokens) {
    return switch (tokens) {
      case null -> LoginMode.COOKIE;
      case "cookie" -> LoginMode.COOKIE;
      case "body" -> LoginMode.BODY;
      default -> throw ProblemException.invalid("tokens", "expected: cookie or body");
    };
  }

  SignedIn signedIn(
      ServerHttpResponse response, UserView user, IssuedTokens tokens, LoginMode mode) {
    var rest = refreshed(response, tokens, mode);
    return new SignedIn(
        user, rest.accessToken(), rest.expiresAt(), rest.refreshToken(), rest.refreshExpiresAt());
  }

  Refreshed refreshed(ServerHttpResponse response, IssuedTokens tokens, LoginMode mode) {
    if (mode == LoginMode.COOKIE) {
      cookies.set(response, tokens);
      return new Refreshed(tokens.accessToken(), tokens.expiresAt(), null, null);
    }
    return new Refreshed(
        tokens.accessToken(), tokens.expiresAt(), tokens.refreshToken(), tokens.refreshExpiresAt());
  }
}
