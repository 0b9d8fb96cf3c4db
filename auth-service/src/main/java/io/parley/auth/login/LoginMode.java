package io.parley.auth.login;

/// How a login holds its tokens; a refresh token counts only in the mode that it was issued in.
public enum LoginMode {
  /// In cookies that no script can read.
  COOKIE,
  /// In the bodies of answers.
  BODY,
  /// Made by a team's backend: an access token and no refresh token.
  SERVER,
  /// Stands for a session at another issuer, whose tokens renew it.
  FOREIGN
}
