package io.parley.common.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/// Where messages are ordered.
public record ConversationId(@JsonValue String value) {

  private static final Familiar<ConversationId> FAMILIAR =
      new Familiar<>(ConversationId::new, ConversationId::value);

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public ConversationId {
    OpaqueId.check("conversation", value);
  }

  /// The same as the constructor, and mostly the same object for equal ones: for what comes again
  /// and again.
  public static ConversationId of(String value) {
    return FAMILIAR.of(value);
  }

  // A record's own goes through method handles, which cost much where they are not inlined
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ConversationId conversation && value.equals(conversation.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return value;
  }
}
