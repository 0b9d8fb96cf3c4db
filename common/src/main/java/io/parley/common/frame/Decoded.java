package io.parley.common.frame;

import io.parley.common.id.ClientMessageId;
import io.parley.common.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/// What became of the bytes of a client's frame.
public sealed interface Decoded {

  /// A frame with every field of its type in its form. Whether its sender may do this is not
  /// decided here.
  record Good(ClientFrame frame) implements Decoded {}

  /// Not JSON, of an unknown type, or with wrong fields: counts as a violation of the protocol when
  /// `problem` is [ProblemType#INVALID]. A well-formed id that cannot belong to anything is
  /// [ProblemType#NOT_FOUND].
  ///
  /// @param ref the frame's, when it could be read
  /// @param clientMessageId the frame's, when it could be read
  /// @param detail value and expectation; never repeats more of the input than numbers and names of
  ///   fields
  record Bad(
      @Nullable String ref,
      @Nullable ClientMessageId clientMessageId,
      ProblemType problem,
      String detail)
      implements Decoded {

    /// The answer to it.
    public ServerFrame.Problem answer() {
      return new ServerFrame.Problem(ref, problem, detail, null, clientMessageId);
    }
  }
}
