package io.parley.common.token;

/// Claim names and fixed claim values of Parley's JWTs.
public final class Claims {

  public static final String ISSUER = "parley";

  /// The login's id, an OpenID Connect name.
  public static final String LOGIN = "sid";

  public static final String ROLES = "roles";

  /// On a ticket: epoch seconds at which the access token ends that bought it, and with it the
  /// socket.
  public static final String UNTIL = "until";

  private Claims() {}
}
