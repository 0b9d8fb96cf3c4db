package io.parley.chat.socket.order;

import io.parley.chat.delivery.Receipt;
import io.parley.common.frame.ServerFrame;
import io.parley.common.id.ConversationId;
import io.parley.common.id.MessageId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/// What a session waits to be stored, and what it was told of events that it may still meet while
/// it is brought up. Thread-safe; allocates nothing until it is used.
public final class Acks {

  private static final int REMEMBERED = 1_024;

  private @Nullable List<Unanswered> waiting;
  private @Nullable SequencedSet<MessageId> told;
  private @Nullable ArrayDeque<Unanswered> refused;
  private int messages;

  public synchronized void add(Unanswered unanswered) {
    if (waiting == null) {
      waiting = new ArrayList<>(4);
    }
    waiting.add(unanswered);
    messages += unanswered.isMessage() ? 1 : 0;
  }

  /// Ends the waiting.
  ///
  /// @return whether the caller has to answer
  public synchronized boolean end(Unanswered unanswered) {
    if (waiting != null && waiting.remove(unanswered)) {
      messages -= unanswered.isMessage() ? 1 : 0;
    }
    return unanswered.answer();
  }

  /// Ends the waiting with a refusal, which does not say that nothing was stored.
  ///
  /// @return whether the caller has to answer
  public synchronized boolean refuse(Unanswered unanswered) {
    var answers = end(unanswered);
    if (answers) {
      if (refused == null) {
        refused = new ArrayDeque<>(4);
      }
      refused.add(unanswered);
      if (refused.size() > REMEMBERED) {
        refused.remove();
      }
    }
    return answers;
  }

  /// Whether this event was refused and has had no `ack` since; forgets that.
  public synchronized boolean takeRefused(Receipt receipt) {
    // Asked for every message that a session sends, and hardly ever is there any
    return refused != null && !refused.isEmpty() && refused.removeIf(one -> one.became(receipt));
  }

  /// The one that became this event, if it is still to be answered; the caller has to. Of two
  /// changes of one message the earlier one.
  public synchronized @Nullable Unanswered take(Receipt receipt) {
    if (waiting == null) {
      return null;
    }
    for (var one : waiting) {
      if (one.became(receipt)) {
        return end(one) ? one : null;
      }
    }
    return null;
  }

  /// How many sends have no answer.
  public synchronized int messages() {
    return messages;
  }

  public synchronized int all() {
    return waiting == null ? 0 : waiting.size();
  }

  /// Remembers that the session knows this event although its conversation is not live for it yet.
  public synchronized void remember(ConversationId conversation, long sequence) {
    if (told == null) {
      told = new LinkedHashSet<>();
    }
    told.add(new MessageId(conversation, sequence));
    if (told.size() > REMEMBERED) {
      told.removeFirst();
    }
  }

  public synchronized boolean isKnown(ConversationId conversation, long sequence) {
    return told != null && told.contains(new MessageId(conversation, sequence));
  }

  /// The `ack` of an event.
  public static ServerFrame.Ack frame(Unanswered of, Receipt receipt, boolean duplicate) {
    return new ServerFrame.Ack(
        of.ref(),
        of.conversation(),
        of.clientMessageId(),
        receipt.message(),
        receipt.sequence(),
        receipt.at(),
        duplicate);
  }
}
