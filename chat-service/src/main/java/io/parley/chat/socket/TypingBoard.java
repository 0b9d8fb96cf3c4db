package io.parley.chat.socket;

import io.parley.common.id.ConversationId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where a session is typing: said at most every 2 s a conversation, over after 6 s without a word.
/// Thread-safe; allocates nothing until it is used.
final class TypingBoard {

  private static final long AGAIN_NANOS = 2_000_000_000L;
  private static final long OVER_NANOS = 6_000_000_000L;
  private static final int MOST = 50;

  private @Nullable Map<ConversationId, Typing> typing;

  private record Typing(long heardAt, long toldAt) {}

  /// @return whether the others are to be told
  synchronized boolean hear(ConversationId conversation, boolean on, long nanos) {
    if (typing == null) {
      typing = HashMap.newHashMap(2);
    }
    if (!on) {
      return typing.remove(conversation) != null;
    }
    var before = typing.get(conversation);
    if (before == null && typing.size() >= MOST) {
      return false;
    }
    if (before != null && nanos - before.toldAt() < AGAIN_NANOS) {
      typing.put(conversation, new Typing(nanos, before.toldAt()));
      return false;
    }
    typing.put(conversation, new Typing(nanos, nanos));
    return true;
  }

  /// Takes out the conversations where it is over.
  synchronized List<ConversationId> over(long nanos) {
    if (typing == null || typing.isEmpty()) {
      return List.of();
    }
    List<ConversationId> over = new ArrayList<>();
    typing.forEach(
        (conversation, one) -> {
          if (nanos - one.heardAt() >= OVER_NANOS) {
            over.add(conversation);
          }
        });
    over.forEach(typing::remove);
    return over;
  }

  /// Takes all out.
  synchronized List<ConversationId> clear() {
    var all = typing == null ? List.<ConversationId>of() : List.copyOf(typing.keySet());
    typing = null;
    return all;
  }
}
