package io.parley.chat.socket.order;

import io.parley.chat.delivery.Receipt;
import io.parley.common.frame.EventFrame;
import io.parley.common.id.ClientMessageId;
import io.parley.common.id.ConversationId;
import io.parley.common.id.MessageId;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Something that a session asked to be stored and has no answer to yet. It gets one answer: by the
/// outcome of its append or by a feed that passes its event, whichever comes first.
public final class Unanswered {

  private final @Nullable String ref;
  private final ConversationId conversation;
  private final @Nullable ClientMessageId clientMessageId;
  private final Class<? extends EventFrame> type;
  private final @Nullable String key;
  private final @Nullable MessageId target;
  private final AtomicBoolean answered = new AtomicBoolean();

  private Unanswered(
      @Nullable String ref,
      ConversationId conversation,
      @Nullable ClientMessageId clientMessageId,
      Class<? extends EventFrame> type,
      @Nullable String key,
      @Nullable MessageId target) {
    this.ref = ref;
    this.conversation = conversation;
    this.clientMessageId = clientMessageId;
    this.type = type;
    this.key = key;
    this.target = target;
  }

  /// A message on its way into the log under a key.
  public static Unanswered message(
      @Nullable String ref, ConversationId conversation, ClientMessageId id, String key) {
    return new Unanswered(ref, conversation, id, EventFrame.Message.class, key, null);
  }

  /// A change of a message, which the store calls by a key of its own.
  public static Unanswered change(
      @Nullable String ref, MessageId target, Class<? extends EventFrame> type) {
    return new Unanswered(ref, target.conversation(), null, type, null, target);
  }

  public @Nullable String ref() {
    return ref;
  }

  public ConversationId conversation() {
    return conversation;
  }

  public @Nullable ClientMessageId clientMessageId() {
    return clientMessageId;
  }

  boolean isMessage() {
    return key != null;
  }

  boolean became(Receipt receipt) {
    return receipt.conversation().equals(conversation)
        && receipt.type() == type
        && (key != null ? key.equals(receipt.key()) : receipt.message().equals(target));
  }

  /// @return whether the caller is the one who answers
  boolean answer() {
    return answered.compareAndSet(false, true);
  }
}
