package io.parley.prove.history;

import io.parley.common.id.ClientMessageId;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import io.parley.common.problem.ProblemType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What users ask for, and what they are answered.
public sealed interface CallEntry extends Entry {

  enum Via {
    SOCKET,
    REST
  }

  /// A message is sent: written before its first byte leaves. Sending the same message again is
  /// another call with the same `clientMessageId`.
  ///
  /// @param call unique in the history; its answer repeats it
  /// @param session the session it is sent on, as in [SessionEntry.Opened]; null over REST
  /// @param target the process the client speaks to, as in [RunEntry.FaultBegun]
  /// @param digest of everything that the contract compares, by [Digest]
  record Sent(
      long at,
      long call,
      UserId user,
      Via via,
      @Nullable String session,
      String target,
      ConversationId conversation,
      ClientMessageId clientMessageId,
      String digest)
      implements CallEntry {}

  /// A send was acknowledged, by an `ack` or by a REST answer 200 or 201: written after it came,
  /// every one, also when the call already has an answer. An `ack` has its time among the frames of
  /// its session, in the order in which they came.
  ///
  /// @param message the message's id as the server gave it
  /// @param duplicate as the `ack` says; over REST whether it was 200
  record Acked(long at, long call, String message, long sequence, boolean duplicate)
      implements CallEntry {}

  /// A send was answered with a problem. Over REST, an answer that is no problem document of the
  /// catalogue is [Unanswered].
  ///
  /// @param retryAfterMillis of the problem, when it has one
  record Refused(long at, long call, ProblemType problem, @Nullable Long retryAfterMillis)
      implements CallEntry {}

  /// The client no longer waits for an answer: its socket or connection ended, or its patience did.
  /// Written when it gives up; an answer that comes all the same is written too.
  record Unanswered(long at, long call) implements CallEntry {}

  /// A user says how far they got, by a `mark` frame or `PUT …/marks`: written before it leaves,
  /// with the numbers exactly as sent.
  record Marked(
      long at,
      UserId user,
      ConversationId conversation,
      @Nullable Long delivered,
      @Nullable Long read)
      implements CallEntry {}

  /// A conversation was created. Written once its id is known, with the time **before** the call
  /// left.
  ///
  /// @param members all who are members from its beginning, the creator included
  record Created(long at, ConversationId conversation, List<UserId> members) implements CallEntry {}

  /// These users are being added to a conversation: written before the call leaves, whether or not
  /// it succeeds. Who left is read from the log and needs no entry.
  record JoinAsked(long at, ConversationId conversation, List<UserId> users) implements CallEntry {}
}
