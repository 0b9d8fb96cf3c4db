package io.parley.common.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// Who: opaque, given by auth-service at sign-up, never reused.
public record UserId(@JsonValue String value) {

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public UserId {
    OpaqueId.check("user", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
