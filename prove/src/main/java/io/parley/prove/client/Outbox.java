package io.parley.prove.client;

import io.parley.common.id.ClientMessageId;
import io.parley.common.id.ConversationId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a user wants to send and has no acknowledgement for, in order; and some of what was
/// acknowledged lately. Not thread-safe.
final class Outbox {

  private static final int REMEMBERED = 50;

  /// A message that a user wants to send.
  record Draft(ConversationId conversation, ClientMessageId id, String text) {}

  private static final class Waiting {
    final Draft draft;
    boolean onItsWay;
    boolean came;

    Waiting(Draft draft) {
      this.draft = draft;
    }
  }

  private final Map<ClientMessageId, Waiting> waiting = new LinkedHashMap<>();
  private final Deque<Draft> acknowledged = new ArrayDeque<>();

  int size() {
    return waiting.size();
  }

  void add(Draft draft) {
    waiting.put(draft.id(), new Waiting(draft));
  }

  /// The drafts of a conversation that are not on their way, in order; from now on they are.
  ///
  /// @param conversation null for all
  List<Draft> leaving(@Nullable ConversationId conversation) {
    var leaving = new ArrayList<Draft>();
    for (var one : waiting.values()) {
      if (!one.onItsWay
          && (conversation == null || one.draft.conversation().equals(conversation))) {
        one.onItsWay = true;
        leaving.add(one.draft);
      }
    }
    return leaving;
  }

  /// Whether something of the conversation was sent on this socket and has no answer.
  boolean isOnItsWay(ConversationId conversation) {
    return waiting.values().stream()
        .anyMatch(one -> one.onItsWay && one.draft.conversation().equals(conversation));
  }

  void refused(ClientMessageId id) {
    var one = waiting.get(id);
    if (one != null) {
      one.onItsWay = false;
    }
  }

  /// The socket is gone: nothing is on its way.
  void allBack() {
    var stored = waiting.values().stream().filter(one -> one.came).map(one -> one.draft).toList();
    stored.forEach(draft -> acknowledged(draft.id()));
    waiting.values().forEach(one -> one.onItsWay = false);
  }

  /// It came as a frame, so it is stored. While this socket lives it stays, though: when it is
  /// refused here it has to be sent again all the same, and until then nothing else of its
  /// conversation is let in.
  void came(ClientMessageId id) {
    var one = waiting.get(id);
    if (one != null) {
      one.came = true;
    }
  }

  void acknowledged(ClientMessageId id) {
    var one = waiting.remove(id);
    if (one != null) {
      acknowledged.addFirst(one.draft);
      if (acknowledged.size() > REMEMBERED) {
        acknowledged.removeLast();
      }
    }
  }

  /// It will never be sent.
  void drop(ClientMessageId id) {
    waiting.remove(id);
  }

  List<Draft> lately() {
    return List.copyOf(acknowledged);
  }
}
