package io.parley.auth.federated;

import io.parley.common.id.LoginId;
import io.parley.common.id.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One way through a provider's login page and back, as the browser that started it keeps it.
///
/// @param state unpredictable; nonce and code verifier follow from it by a key of this service
/// @param redirect the path to go on with
/// @param user who links an identity; null for a login
/// @param login which started the linking; null for a login
record Flow(
    String provider,
    String state,
    String redirect,
    @Nullable UserId user,
    @Nullable LoginId login,
    Instant expiresAt) {

  @Override
  public String toString() {
    return "Flow[" + provider + "]";
  }
}
