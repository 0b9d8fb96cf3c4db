package io.parley.chat.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.common.bus.Presence;
import io.parley.common.bus.PresenceSession;
import io.parley.common.id.NodeId;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeSessionsTest {

  private final List<Map<String, String>> said = new ArrayList<>();
  private final NodeSessions sessions =
      new NodeSessions(new NodeId("n-1"), entry -> said.add(entry.fields()));

  @Test
  void entriesAreNumberedWithoutHolesAndTheListNamesTheLast() {
    sessions.opened(session("s1", Presence.State.ONLINE));
    sessions.beat();
    sessions.changed(session("s1", Presence.State.AWAY));
    sessions.opened(session("s2", Presence.State.ONLINE));
    sessions.closed(new SessionId("s1"), SessionPresence.Reason.LOGOUT);

    assertThat(said).extracting(entry -> entry.get("n")).containsExactly("1", "2", "3", "4", "5");
    assertThat(said)
        .extracting(entry -> entry.get("t"))
        .containsExactly("open", "beat", "state", "open", "close");
    assertThat(said.get(2)).containsEntry("state", "away").containsEntry("user", "u");
    assertThat(said.getLast()).containsEntry("reason", "logout").containsEntry("session", "s1");
    var all = sessions.all();
    assertThat(all.n()).isEqualTo(5);
    assertThat(all.incarnation()).isEqualTo("n-1");
    assertThat(all.sessions()).containsExactly(session("s2", Presence.State.ONLINE));
  }

  @Test
  void changeOrEndOfASessionThatIsNotOpenSaysNothing() {
    sessions.changed(session("s1", Presence.State.AWAY));
    sessions.closed(new SessionId("s1"), SessionPresence.Reason.CLOSED);

    assertThat(said).isEmpty();
    assertThat(sessions.all().n()).isZero();
  }

  private static PresenceSession session(String id, Presence.State state) {
    return new PresenceSession(new SessionId(id), new UserId("u"), state);
  }
}
