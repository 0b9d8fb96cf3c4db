package io.parley.chat.conversation;

import java.util.Locale;
import java.util.Optional;

/// A member's place in a conversation, the highest first.
public enum Role {
  OWNER,
  ADMIN,
  MODERATOR,
  MEMBER;

  /// The name on the wire and in the store.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The one of this name on the wire, if any.
  public static Optional<Role> of(String wireName) {
    for (var role : values()) {
      if (role.wireName().equals(wireName)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }

  boolean isAbove(Role other) {
    return ordinal() < other.ordinal();
  }
}
