package io.parley.common.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// One sign-in of a user with its tokens; the claim `sid` of a token.
public record LoginId(@JsonValue String value) {

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public LoginId {
    OpaqueId.check("login", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
