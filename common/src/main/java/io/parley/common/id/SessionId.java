package io.parley.common.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// One live socket of a user on a node.
public record SessionId(@JsonValue String value) {

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public SessionId {
    OpaqueId.check("session", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
