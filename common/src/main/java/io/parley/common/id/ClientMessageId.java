package io.parley.common.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// What a client calls a message before the store accepted it; one of a sender in a conversation is
/// one message for ever.
public record ClientMessageId(@JsonValue String value) {

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public ClientMessageId {
    OpaqueId.check("clientMessageId", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
