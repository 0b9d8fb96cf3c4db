package io.parley.auth.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How an account stands with the platform.
///
/// @param emailVerified whether its user showed that the address is theirs
/// @param lastLoginAt when its last login began; null before the first
/// @param disabledAt since when nobody may sign in by it; null while one may
/// @param deletedAt since when it belongs to nobody; null while it does
/// @param generation rises whenever all its logins end at once, so that a login which was being
///   started meanwhile is told from one that came after
public record Standing(
    boolean emailVerified,
    @Nullable Instant lastLoginAt,
    @Nullable Instant disabledAt,
    @Nullable Instant deletedAt,
    long generation) {

  /// Of an account that was just made.
  public static final Standing FRESH = new Standing(false, null, null, null, 0);

  /// Whether somebody may sign in.
  public boolean isOpen() {
    return disabledAt == null && deletedAt == null;
  }
}
