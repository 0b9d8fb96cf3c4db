package io.parley.common.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// One running chat-service process, new at every start.
public record NodeId(@JsonValue String value) {

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public NodeId {
    OpaqueId.check("node", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
