package io.parley.chat.log;

import io.parley.common.id.SessionId;
import org.jspecify.annotations.Nullable;

/// This node's drafts whose write has not answered yet. When a feed meets an event in the store
/// before its own write has answered, it settles the draft here first: the `ack` goes out before
/// the event, and the sending session gets no frame of it.
public interface InFlight {

  /// Completes the waiting append of this event, if it is one of this node's.
  ///
  /// @return the session that sent it, or null when it is not in flight here or came by REST
  @Nullable SessionId settle(LogEvent event);
}
