package io.parley.auth.login;

import io.parley.common.id.LoginId;
import io.parley.common.id.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One sign-in of a user.
///
/// @param lastUsedAt when tokens were last issued
/// @param expiresAt when it ends by itself, unless it is used before
/// @param accessUntil when the last of its access tokens expires
/// @param endedAt when it was ended; null while it lives
public record Login(
    LoginId id,
    UserId user,
    LoginMode mode,
    Client client,
    Instant createdAt,
    Instant lastUsedAt,
    Instant expiresAt,
    Instant accessUntil,
    @Nullable Instant endedAt) {

  public boolean isLiveAt(Instant now) {
    return endedAt == null && expiresAt.isAfter(now);
  }
}
