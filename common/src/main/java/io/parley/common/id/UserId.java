package io.parley.common.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/// Who: opaque, given by auth-service at sign-up, never reused.
public record UserId(@JsonValue String value) {

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public UserId {
    OpaqueId.check("user", value);
  }

  // A record's own goes through method handles, which cost much where they are not inlined
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof UserId user && value.equals(user.value);
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
