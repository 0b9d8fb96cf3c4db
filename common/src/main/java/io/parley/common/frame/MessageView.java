package io.parley.common.frame;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.parley.common.id.ClientMessageId;
import io.parley.common.id.ConversationId;
import io.parley.common.id.MessageId;
import io.parley.common.id.UserId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A message as clients see it, in its present state. Of a deleted one, a tombstone, `content` is
/// null.
public record MessageView(
    ConversationId conversation,
    long sequence,
    ClientMessageId clientMessageId,
    UserId sender,
    @Nullable MessageContent content,
    List<Reaction> reactions,
    Instant createdAt,
    @Nullable Instant editedAt,
    @Nullable Instant deletedAt,
    Status status) {

  /// Sums the other members' marks up.
  public enum Status {
    @JsonProperty("sent")
    SENT,
    @JsonProperty("delivered")
    DELIVERED,
    @JsonProperty("read")
    READ
  }

  public MessageId id() {
    return new MessageId(conversation, sequence);
  }
}
