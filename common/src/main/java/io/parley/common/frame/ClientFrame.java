package io.parley.common.frame;

import io.parley.common.id.ClientMessageId;
import io.parley.common.id.ConversationId;
import io.parley.common.id.MessageId;
import io.parley.common.id.UserId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a client says on its socket. A `ref` is the client's own; the answer repeats it.
public sealed interface ClientFrame {

  record Send(
      @Nullable String ref,
      ConversationId conversation,
      ClientMessageId clientMessageId,
      MessageContent content)
      implements ClientFrame {}

  /// @param mentions null leaves them as they are
  record Edit(
      @Nullable String ref,
      ConversationId conversation,
      MessageId message,
      String text,
      @Nullable List<UserId> mentions)
      implements ClientFrame {}

  record Delete(@Nullable String ref, ConversationId conversation, MessageId message)
      implements ClientFrame {}

  record React(
      @Nullable String ref,
      ConversationId conversation,
      MessageId message,
      String emoji,
      boolean on)
      implements ClientFrame {}

  /// Both cumulative; at least one is present.
  record Mark(
      @Nullable String ref,
      ConversationId conversation,
      @Nullable Long delivered,
      @Nullable Long read)
      implements ClientFrame {}

  record Typing(@Nullable String ref, ConversationId conversation, boolean on)
      implements ClientFrame {}

  /// Replaces the set of users that this session looks at; at most 200.
  record Watch(@Nullable String ref, List<UserId> users) implements ClientFrame {}

  record SetPresence(@Nullable String ref, boolean away) implements ClientFrame {}

  /// @param positions at most 300
  /// @param more another resume frame follows
  /// @param pending what else waits for the user, after their mark `delivered`, is wanted too
  record Resume(
      @Nullable String ref, Map<ConversationId, Position> positions, boolean more, boolean pending)
      implements ClientFrame {}

  record Auth(@Nullable String ref, String token) implements ClientFrame {}

  record Ping(@Nullable String ref) implements ClientFrame {}

  @Nullable String ref();
}
