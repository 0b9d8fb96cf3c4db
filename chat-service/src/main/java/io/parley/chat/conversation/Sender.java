package io.parley.chat.conversation;

import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import org.jspecify.annotations.Nullable;

/// Who does something, and by which socket.
///
/// @param session the session that learns the outcome by its answer alone; null for a REST call
public record Sender(UserId user, @Nullable SessionId session) {

  public static Sender byRest(UserId user) {
    return new Sender(user, null);
  }
}
