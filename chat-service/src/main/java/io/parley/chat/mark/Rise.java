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
/// @param shown whether it is by the member's own messages, which show it to whoever gets them
record Rise(
    Place place,
    long delivered,
    long read,
    boolean raisesDelivered,
    boolean raisesRead,
    @Nullable SessionId session,
    boolean shown) {

  /// What a member says, before it is known where their marks are.
  static Rise to(Place place, long delivered, long read, @Nullable SessionId session) {
    return new Rise(place, Math.max(delivered, read), read, true, true, session, false);
  }

  /// What a message does that was stored a moment ago: nobody's marks were that high before.
  static Rise byMessage(Place place, long sequence, @Nullable SessionId session) {
    return new Rise(place, sequence, sequence, true, true, session, true);
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
        same ? session : null,
        shown && other.shown());
  }

  /// What of it is more than is kept; [#isNothing] when nothing is.
  Rise over(Mark kept) {
    return new Rise(
        place,
        Math.max(delivered, kept.delivered()),
        Math.max(read, kept.read()),
        delivered > kept.delivered(),
        read > kept.read(),
        session,
        shown);
  }

  /// The same, but not beyond the end of the log.
  Rise atMost(long head) {
    return new Rise(
        place,
        Math.min(delivered, head),
        Math.min(read, head),
        raisesDelivered,
        raisesRead,
        session,
        shown);
  }

  /// Whether the other one is nowhere above it.
  boolean covers(Rise other) {
    return delivered >= other.delivered() && read >= other.read();
  }

  boolean isNothing() {
    return !raisesDelivered && !raisesRead;
  }
}
