package io.parley.chat.log;

import io.parley.common.id.SessionId;
import org.jspecify.annotations.Nullable;

/// Is told of each event that this node appended, in the order of sequences of a conversation,
/// before the append completes for its sender. Must not block.
@FunctionalInterface
public interface AppendListener {

  /// @param origin the session that sent it, here or at another node; null after a REST call
  /// @param relayed what it is known by at a node that gave it away; null when none did
  void appended(LogEvent event, @Nullable SessionId origin, @Nullable Relayed relayed);
}
