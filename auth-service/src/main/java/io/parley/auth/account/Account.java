package io.parley.auth.account;

import io.parley.common.id.UserId;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A user with what they sign in by.
///
/// @param username in lower case, which is how it is compared
/// @param email as it was given; null for users that a team's backend made without one
/// @param passwordHash null for users who cannot sign in by password
public record Account(
    UserId id,
    String username,
    @Nullable String email,
    String fullName,
    @Nullable String avatarUrl,
    Set<String> roles,
    @Nullable String passwordHash,
    Instant createdAt,
    Standing standing) {

  public Account {
    roles = Set.copyOf(roles);
  }

  /// An account that was just made.
  public Account(
      UserId id,
      String username,
      @Nullable String email,
      String fullName,
      @Nullable String avatarUrl,
      Set<String> roles,
      @Nullable String passwordHash,
      Instant createdAt) {
    this(id, username, email, fullName, avatarUrl, roles, passwordHash, createdAt, Standing.FRESH);
  }

  /// The same with another password.
  public Account withHash(String hash) {
    return new Account(id, username, email, fullName, avatarUrl, roles, hash, createdAt, standing);
  }

  /// Keeps hash and address out of logs.
  @Override
  public String toString() {
    return "Account[" + id + "]";
  }
}
