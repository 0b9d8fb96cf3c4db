package io.parley.edge;

import java.time.Duration;

/// What a limit allows, in the words of the header fields `RateLimit-Policy` and `RateLimit`
/// (draft-ietf-httpapi-ratelimit-headers).
///
/// @param name as clients see it
/// @param quota how many in a window; a bucket's is what it holds
/// @param window in which the quota comes back
public record RatePolicy(String name, long quota, Duration window) {

  /// The header field that says what is allowed.
  public static final String POLICY_HEADER = "RateLimit-Policy";

  /// The header field that says what is left.
  public static final String STATE_HEADER = "RateLimit";

  /// The field value of `RateLimit-Policy`.
  public String policy() {
    return "\"" + name + "\";q=" + quota + ";w=" + seconds(window);
  }

  /// The field value of `RateLimit`.
  ///
  /// @param left how many may come now
  /// @param reset until there is more
  public String state(long left, Duration reset) {
    return "\"" + name + "\";r=" + left + ";t=" + seconds(reset);
  }

  /// Whole seconds, never earlier than meant.
  private static long seconds(Duration time) {
    return (time.toMillis() + 999) / 1000;
  }
}
