package io.parley.chat.conversation;

import io.parley.chat.log.Tally;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A conversation's own settings, without its members and its log.
///
/// @param pair the two of a direct conversation; empty otherwise
/// @param membersAtFirst how many members it was created with
/// @param version the sequence of the last event that changed it, 0 when there is none
public record Conversation(
    ConversationId id,
    Kind kind,
    @Nullable String name,
    List<UserId> pair,
    int membersAtFirst,
    Instant createdAt,
    long version,
    boolean deleted) {

  public Conversation {
    pair = List.copyOf(pair);
  }

  /// How many members it has by the tally of its log.
  public long members(Tally tally) {
    return tally.members(membersAtFirst);
  }

  /// The other one of a direct conversation; null of any other kind.
  public @Nullable UserId peerOf(UserId user) {
    return pair.stream().filter(one -> !one.equals(user)).findFirst().orElse(null);
  }
}
