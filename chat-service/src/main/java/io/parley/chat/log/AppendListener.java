package io.parley.chat.log;

import io.parley.common.id.SessionId;
import org.jspecify.annotations.Nullable;

/// Is told of each event that this node appended, in the order of sequences of a conversation,
/// before the append completes for its sender. Must not block.
@FunctionalInterface
public interface AppendListener {

  void appended(LogEvent event, @Nullable SessionId origin);
}
