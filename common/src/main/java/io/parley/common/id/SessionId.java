package io.parley.common.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/// One live socket of a user on a node.
public record SessionId(@JsonValue String value) {

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public SessionId {
    OpaqueId.check("session", value);
  }

  // A record's own goes through method handles, which cost much where they are not inlined
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SessionId session && value.equals(session.value);
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
