package io.parley.chat.presence;

import io.parley.common.bus.PresenceSession;
import io.parley.common.id.SessionId;

/// Tells presence-service about the sessions of this node. Methods return at once, on any thread;
/// what Redis misses shows as a gap in the numbers, and presence-service then asks for the whole
/// list.
public interface SessionPresence {

  /// Why a session ended: a user who logged out is offline at once, others after a grace.
  enum Reason {
    CLOSED,
    LOGOUT
  }

  void opened(PresenceSession session);

  /// The session's own state changed; one that is not open is passed over.
  void changed(PresenceSession session);

  /// One that is not open is passed over.
  void closed(SessionId session, Reason reason);
}
