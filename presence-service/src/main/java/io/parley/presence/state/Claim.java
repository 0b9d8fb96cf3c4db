package io.parley.presence.state;

import java.time.Instant;

/// What came of asking to be the one reader of a node's feed.
public sealed interface Claim {

  /// This replica is it.
  ///
  /// @param fence rises with every change of the reader; a step with an older one does nothing
  /// @param number of the last entry that was applied; 0 when none was
  /// @param position stream id to read on from
  /// @param beat when the node last wrote, by Redis time
  /// @param now Redis time of the claim: what was written before is there to be read
  record Mine(
      Incarnation incarnation,
      String fence,
      NodeStatus status,
      long number,
      String position,
      Instant beat,
      Instant now)
      implements Claim {}

  /// Another replica is it.
  record Other(NodeStatus status, Instant now) implements Claim {}

  /// The node was forgotten.
  record Gone() implements Claim {}
}
