package io.parley.chat.log.mongo;

import io.parley.common.id.ConversationId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The tips this node used last, up to a bound. To forget one costs two reads and nothing else.
final class Tips {

  private final Map<ConversationId, Tip> tips;

  Tips(int bound) {
    this.tips =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<ConversationId, Tip> eldest) {
            return size() > bound;
          }
        };
  }

  synchronized @Nullable Tip get(ConversationId conversation) {
    return tips.get(conversation);
  }

  synchronized void raise(ConversationId conversation, Tip tip) {
    tips.merge(conversation, tip, Tip::max);
  }

  /// After the store did not answer nothing is taken for granted: it may come back as an older one.
  synchronized void forgetAll() {
    tips.clear();
  }
}
