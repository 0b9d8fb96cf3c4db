package io.parley.chat.log;

import io.parley.common.id.ConversationId;
import io.parley.common.id.NodeId;
import org.jspecify.annotations.Nullable;

/// Takes in what another node says of a log that it appended to, so that a draft of this node finds
/// its place at the first try. What is not heard costs a failed write and nothing else.
@FunctionalInterface
public interface Hearsay {

  /// @param sequence up to which everything is stored by a majority and applied to present states
  /// @param tally of the log up to there
  /// @param by who wrote there; null when that is not known
  /// @param forThis whether it wrote what this node had given to it
  void heard(
      ConversationId conversation,
      long sequence,
      Tally tally,
      @Nullable NodeId by,
      boolean forThis);
}
