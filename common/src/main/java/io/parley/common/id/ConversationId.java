package io.parley.common.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// Where messages are ordered.
public record ConversationId(@JsonValue String value) {

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public ConversationId {
    OpaqueId.check("conversation", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
