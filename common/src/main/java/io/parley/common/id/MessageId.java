package io.parley.common.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// The id of a message, derived from its place in the log: `<conversation>-<sequence>`. Opaque to
/// clients.
public record MessageId(ConversationId conversation, long sequence) {

  public MessageId {
    if (sequence < 1) {
      throw new IllegalArgumentException("sequence: " + sequence + " (expected: at least 1)");
    }
  }

  /// @throws IllegalArgumentException when the text is not the id of any message
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static MessageId parse(String value) {
    int dash = value.lastIndexOf('-');
    if (dash < 1 || value.length() > OpaqueId.MAX_LENGTH || value.length() - dash > 17) {
      throw new IllegalArgumentException("message: not a message id");
    }
    try {
      var id =
          new MessageId(
              ConversationId.of(value.substring(0, dash)),
              Long.parseLong(value, dash + 1, value.length(), 10));
      if (!id.value().equals(value)) {
        throw new IllegalArgumentException("message: not a message id");
      }
      return id;
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("message: not a message id", e);
    }
  }

  @JsonValue
  public String value() {
    return conversation.value() + "-" + sequence;
  }

  @Override
  public String toString() {
    return value();
  }
}
