package io.parley.chat.presence;

import io.parley.common.bus.Presence;
import io.parley.common.bus.PresenceSession;
import java.util.Map;

/// One numbered entry of the node's stream.
///
/// @param fields as they stand in Redis
record Entry(Map<String, String> fields) {

  static Entry beat(long n) {
    return new Entry(Map.of("n", "" + n, "t", "beat"));
  }

  static Entry here(long n, String type, PresenceSession session) {
    return new Entry(
        Map.of(
            "n",
            "" + n,
            "t",
            type,
            "user",
            session.user().value(),
            "session",
            session.session().value(),
            "state",
            session.state() == Presence.State.AWAY ? "away" : "online"));
  }

  static Entry closed(long n, PresenceSession session, SessionPresence.Reason reason) {
    return new Entry(
        Map.of(
            "n",
            "" + n,
            "t",
            "close",
            "user",
            session.user().value(),
            "session",
            session.session().value(),
            "reason",
            reason == SessionPresence.Reason.LOGOUT ? "logout" : "closed"));
  }
}
