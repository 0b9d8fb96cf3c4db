package io.parley.chat.conversation;

import java.util.Locale;
import java.util.Optional;

/// The kinds of conversations. A pair has one direct conversation for ever; the others have members
/// that change.
public enum Kind {
  DIRECT,
  GROUP,
  CHANNEL;

  /// The name on the wire and in the store.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The one of this name on the wire, if any.
  public static Optional<Kind> of(String wireName) {
    for (var kind : values()) {
      if (kind.wireName().equals(wireName)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
