package io.parley.common.bus;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.parley.common.id.LoginId;
import io.parley.common.id.UserId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A login that ended: its tokens no longer count, wherever they are.
///
/// @param until when the last of its access tokens expires by itself, and the revocation may be
///   forgotten
public record Revocation(LoginId login, UserId user, Instant at, Instant until) {

  private static final Duration LONGEST_TOKEN = Duration.ofDays(1);

  /// Without knowing when its tokens expire: as long as any token can live.
  public Revocation(LoginId login, UserId user, Instant at) {
    this(login, user, at, at.plus(LONGEST_TOKEN));
  }

  @JsonCreator
  static Revocation read(
      @JsonProperty("login") LoginId login,
      @JsonProperty("user") UserId user,
      @JsonProperty("at") Instant at,
      @JsonProperty("until") @Nullable Instant until) {
    return until == null ? new Revocation(login, user, at) : new Revocation(login, user, at, until);
  }
}
