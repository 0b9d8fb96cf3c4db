package io.parley.auth.login;

import io.parley.common.id.LoginId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a client gets for a login.
///
/// @param refreshToken null for logins that a team's backend makes
public record IssuedTokens(
    LoginId login,
    String accessToken,
    Instant expiresAt,
    @Nullable String refreshToken,
    Instant refreshExpiresAt) {

  /// Keeps the tokens out of logs.
  @Override
  public String toString() {
    return "IssuedTokens[" + login + "]";
  }
}
