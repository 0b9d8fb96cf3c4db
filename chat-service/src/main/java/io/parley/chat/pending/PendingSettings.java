package io.parley.chat.pending;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What is kept for those who are away.
///
/// @param conversations of a user; those that come later are not noted. 0 notes nothing
/// @param members of a conversation at most; larger ones are not noted. 0 sets no bound, up to
///   10,000
/// @param age after which a user's index goes if nothing was added
public record PendingSettings(
    @DefaultValue("1000") int conversations,
    @DefaultValue("100") int members,
    @DefaultValue("30d") Duration age) {

  private static final int MOST_MEMBERS = 10_000;

  public PendingSettings {
    if (conversations < 0 || members < 0) {
      throw new IllegalArgumentException(
          "PARLEY_LIMIT_PENDING_CONVERSATIONS, PARLEY_LIMIT_PENDING_MEMBERS: "
              + conversations
              + ", "
              + members
              + " (expected: 0 or more)");
    }
  }

  int mostMembers() {
    return members == 0 ? MOST_MEMBERS : Math.min(members, MOST_MEMBERS);
  }
}
