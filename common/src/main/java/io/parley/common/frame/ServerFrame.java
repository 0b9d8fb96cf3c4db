package io.parley.common.frame;

import io.parley.common.bus.Presence;
import io.parley.common.id.ClientMessageId;
import io.parley.common.id.ConversationId;
import io.parley.common.id.MessageId;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import io.parley.common.problem.ProblemType;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a session gets that is not a durable event ([EventFrame]).
public sealed interface ServerFrame permits EventFrame, ServerFrame.Control {

  /// Frames of the session itself and of what may be lost or replaced by a newer one.
  sealed interface Control extends ServerFrame {}

  record Welcome(
      @Nullable String ref,
      SessionId session,
      UserId user,
      Instant serverTime,
      Instant expiresAt,
      int heartbeatSeconds,
      Limits limits)
      implements Control {}

  /// @param frameBytes the largest frame a client may send
  /// @param unackedSends how many sends may be without an answer
  record Limits(long frameBytes, long textBytes, int unackedSends) {}

  /// The message or event is stored durably.
  record Ack(
      @Nullable String ref,
      ConversationId conversation,
      @Nullable ClientMessageId clientMessageId,
      MessageId message,
      long sequence,
      Instant createdAt,
      boolean duplicate)
      implements Control {}

  /// @param conversation the whole conversation as raw JSON, as this user sees it
  record ConversationAdded(String conversation) implements Control {}

  record ConversationRemoved(ConversationId conversation, String reason) implements Control {}

  record Marks(ConversationId conversation, UserId user, long delivered, long read)
      implements Control {}

  record Typing(ConversationId conversation, UserId user, boolean on) implements Control {}

  record PresenceChanged(Presence presence) implements Control {}

  record Heads(Map<ConversationId, Long> heads) implements Control {}

  /// One conversation has been resumed up to `head`.
  record ConversationResumed(ConversationId conversation, String epoch, long head)
      implements Control {}

  /// All that was asked has been resumed.
  record Resumed(@Nullable String ref) implements Control {}

  /// The position cannot be continued: read the conversation anew.
  record Resync(ConversationId conversation, String epoch, long first, long head)
      implements Control {}

  record AuthExpiring(Instant expiresAt) implements Control {}

  record Reconnect(long afterMillis) implements Control {}

  record Problem(
      @Nullable String ref,
      ProblemType problem,
      String detail,
      @Nullable Long retryAfterMillis,
      @Nullable ClientMessageId clientMessageId)
      implements Control {}

  record Pong(@Nullable String ref, Instant serverTime) implements Control {}
}
