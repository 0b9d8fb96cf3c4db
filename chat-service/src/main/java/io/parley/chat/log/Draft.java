package io.parley.chat.log;

import io.parley.common.id.ClientMessageId;
import io.parley.common.id.ConversationId;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import org.jspecify.annotations.Nullable;

/// What someone wants appended to a conversation.
///
/// @param key unique in the conversation for ever: `<sender>:<clientMessageId>` of a message,
///   server-made otherwise
/// @param origin the session that sent it and learns of it by `ack` alone; null after a REST call
public record Draft(
    ConversationId conversation,
    UserId by,
    String key,
    EventDraft body,
    @Nullable SessionId origin) {

  public static String messageKey(UserId sender, ClientMessageId id) {
    return sender.value() + ":" + id.value();
  }
}
