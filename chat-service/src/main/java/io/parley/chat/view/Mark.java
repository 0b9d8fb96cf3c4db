package io.parley.chat.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How far a member is in a conversation's log. Read implies delivered.
///
/// @param deliveredAt when `delivered` rose last; null while it is where the membership began
/// @param readAt the same for `read`
public record Mark(
    long delivered, @Nullable Instant deliveredAt, long read, @Nullable Instant readAt) {

  public static final Mark NONE = new Mark(0, null, 0, null);

  /// The same, but not before the member joined.
  public Mark notBefore(long joined) {
    var deliveredBefore = delivered < joined;
    var readBefore = read < joined;
    return new Mark(
        deliveredBefore ? joined : delivered,
        deliveredBefore ? null : deliveredAt,
        readBefore ? joined : read,
        readBefore ? null : readAt);
  }

  /// The same to someone who has seen the log no further.
  Mark notAfter(long sequence) {
    return new Mark(Math.min(delivered, sequence), deliveredAt, Math.min(read, sequence), readAt);
  }
}
