package io.parley.presence.state;

import io.parley.common.bus.Presence;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import java.time.Instant;

/// One numbered entry of a node's feed.
///
/// @param position its stream id
/// @param number 1, 2, 3 … without a gap
public record FeedEntry(String position, long number, Fact fact) {

  /// When Redis took it.
  public Instant at() {
    return Instant.ofEpochMilli(Long.parseLong(position.substring(0, position.indexOf('-'))));
  }

  /// What an entry says.
  public sealed interface Fact {}

  /// A session is there, or changed its state.
  public record Here(UserId user, SessionId session, Presence.State state) implements Fact {}

  /// A session ended.
  ///
  /// @param logout the user meant to go: no grace
  public record Left(UserId user, SessionId session, boolean logout) implements Fact {}

  /// The node is alive.
  public record Beat() implements Fact {}
}
