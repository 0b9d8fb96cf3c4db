package io.parley.prove.history;

import io.parley.common.bus.Presence;
import io.parley.common.frame.Position;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What happens on one socket. `session` is the recorder's own name for it, unique in the history:
/// coming back is another session. The entries of one session have the times, and therefore the
/// order, in which its frames came.
public sealed interface SessionEntry extends Entry {

  String session();

  /// The session is there: written when its `welcome` came. One that never got there needs no
  /// entry.
  ///
  /// @param target the process the client speaks to
  /// @param resuming it was opened with `?resume=1`
  record Opened(long at, String session, UserId user, String target, boolean resuming)
      implements SessionEntry {}

  /// Positions to go on from: written before the `resume` frame leaves.
  record ResumeAsked(long at, String session, Map<ConversationId, Position> positions)
      implements SessionEntry {}

  /// `resumed` of one conversation came.
  record Resumed(long at, String session, ConversationId conversation, String epoch, long head)
      implements SessionEntry {}

  /// `resumed` of the whole frame came.
  record AllResumed(long at, String session) implements SessionEntry {}

  /// `resync` came, asked or not.
  record Resynced(
      long at, String session, ConversationId conversation, String epoch, long first, long head)
      implements SessionEntry {}

  /// A durable frame came: every one, as often as it comes, whatever the client makes of it.
  record Received(long at, String session, ConversationId conversation, Event event)
      implements SessionEntry {}

  /// `conversation.added` came.
  record Added(long at, String session, ConversationId conversation) implements SessionEntry {}

  /// `conversation.removed` came, live or in a resume.
  record Removed(long at, String session, ConversationId conversation, String reason)
      implements SessionEntry {}

  /// `marks` came.
  record MarksSeen(
      long at, String session, ConversationId conversation, UserId user, long delivered, long read)
      implements SessionEntry {}

  /// The session looks at these users from now on: written before `watch` leaves.
  record Watched(long at, String session, List<UserId> users) implements SessionEntry {}

  /// `presence` came.
  record PresenceSeen(long at, String session, UserId user, Presence.State state, long version)
      implements SessionEntry {}

  /// Who ended a session.
  enum End {
    /// The client said goodbye, or cut its own socket.
    CLIENT,
    /// Something that the run did to the way between them, such as a proxy's cut.
    FAULT,
    /// Anything else.
    SERVER
  }

  /// The session ended, for whatever reason: written when the client knows; of a socket that never
  /// got its `welcome`, when a close frame came.
  ///
  /// @param code of the close frame that came; 1005 of one without a code; 1006 when none came
  /// @param heardAt when the last sign of life came, a pong included; null where nobody kept it
  record Closed(long at, String session, int code, End by, @Nullable Long heardAt)
      implements SessionEntry {

    /// The code of a socket that ended without a close frame.
    public static final int NO_CLOSE_FRAME = 1006;

    public Closed(long at, String session, int code, End by) {
      this(at, session, code, by, null);
    }
  }

  /// @return the conversation that the entry is about; null when it is about none or several
  default @Nullable ConversationId about() {
    return switch (this) {
      case Resumed it -> it.conversation();
      case Resynced it -> it.conversation();
      case Received it -> it.conversation();
      case Added it -> it.conversation();
      case Removed it -> it.conversation();
      case MarksSeen it -> it.conversation();
      case Opened _, ResumeAsked _, AllResumed _, Watched _, PresenceSeen _, Closed _ -> null;
    };
  }
}
