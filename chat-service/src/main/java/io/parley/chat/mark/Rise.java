package io.parley.chat.mark;

import io.parley.chat.view.Mark;
import io.parley.chat.view.Place;
import io.parley.common.id.SessionId;
import org.jspecify.annotations.Nullable;

/// Marks that are to rise.
///
/// @param delivered where it is to be at least
/// @param read the same
/// @param session who said so and needs not be told; null when several did, or a REST call
record Rise(
    Place place,
    long delivered,
    long read,
    boolean raisesDelivered,
    boolean raisesRead,
    @Nullable SessionId session) {

  /// What a member says, before it is known where their marks are.
  static Rise to(Place place, long delivered, long read, @Nullable SessionId session) {
    return new Rise(place, Math.max(delivered, read), read, true, true, session);
  }

  /// Both of them as one.
  Rise and(Rise other) {
    var same = session != null && session.equals(other.session());
    return new Rise(
        place,
        Math.max(delivered, other.delivered()),
        Math.max(read, other.read()),
        true,
        true,
        same ? session : null);
  }

  /// What of it is more than is kept; [#isNothing] when nothing is.
  Rise over(Mark kept) {
    return new Rise(
        place,
        Math.max(delivered, kept.delivered()),
        Math.max(read, kept.read()),
        delivered > kept.delivered(),
        read > kept.read(),
        session);
  }

  /// The same, but not beyond the end of the log.
  Rise atMost(long head) {
    return new Rise(
        place,
        Math.min(delivered, head),
        Math.min(read, head),
        raisesDelivered,
        raisesRead,
        session);
  }

  boolean isNothing() {
    return !raisesDelivered && !raisesRead;
  }
}
