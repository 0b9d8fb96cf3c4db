package io.parley.common.bus;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.parley.common.id.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Whether a user is there, as presence-service knows it. The higher `version` of a user is the
/// newer.
///
/// @param since when the state began; null while it is unknown
/// @param lastSeen when the user's last session ended; null when never, or unknown
public record Presence(
    UserId user, State state, @Nullable Instant since, @Nullable Instant lastSeen, long version) {

  public enum State {
    @JsonProperty("online")
    ONLINE,
    @JsonProperty("away")
    AWAY,
    @JsonProperty("offline")
    OFFLINE,
    @JsonProperty("unknown")
    UNKNOWN
  }

  public static Presence unknown(UserId user) {
    return new Presence(user, State.UNKNOWN, null, null, 0);
  }
}
