package io.parley.chat.presence;

import io.parley.common.bus.PresenceSession;
import io.parley.common.bus.PresenceSessions;
import io.parley.common.id.NodeId;
import io.parley.common.id.SessionId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The sessions of this node and the number of what was last said about them: both change together,
/// so that a whole list and the entries behind it fit.
final class NodeSessions implements SessionPresence {

  private final String incarnation;
  private final Consumer<Entry> entries;
  private final Map<SessionId, PresenceSession> open = new LinkedHashMap<>();
  private long n;

  /// @param entries takes each entry, in order, under this object's lock: must not block
  NodeSessions(NodeId node, Consumer<Entry> entries) {
    this.incarnation = node.value();
    this.entries = entries;
  }

  @Override
  public synchronized void opened(PresenceSession session) {
    open.put(session.session(), session);
    entries.accept(Entry.here(++n, "open", session));
  }

  @Override
  public synchronized void changed(PresenceSession session) {
    if (open.replace(session.session(), session) != null) {
      entries.accept(Entry.here(++n, "state", session));
    }
  }

  @Override
  public synchronized void closed(SessionId session, Reason reason) {
    var gone = open.remove(session);
    if (gone != null) {
      entries.accept(Entry.closed(++n, gone, reason));
    }
  }

  synchronized void beat() {
    entries.accept(Entry.beat(++n));
  }

  synchronized PresenceSessions all() {
    return new PresenceSessions(incarnation, n, List.copyOf(open.values()));
  }
}
