package io.parley.chat.conversation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What changed since an earlier look.
///
/// @param mark give it to the next look; null when the store never saw a change
public record MembershipChanges(@Nullable ChangeMark mark, List<MembershipChange> changes) {

  public MembershipChanges {
    changes = List.copyOf(changes);
  }
}
