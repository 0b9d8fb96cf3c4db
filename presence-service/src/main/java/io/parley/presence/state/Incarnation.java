package io.parley.presence.state;

import io.parley.common.id.OpaqueId;

/// One start of one chat node; the next start is another one.
public record Incarnation(String value) {

  public Incarnation {
    if (!OpaqueId.isValid(value)) {
      throw new IllegalArgumentException("incarnation: not an id");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
