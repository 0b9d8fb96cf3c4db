package io.parley.chat.delivery;

import io.parley.chat.log.Relay;
import io.parley.chat.log.Tally;
import io.parley.common.id.ConversationId;
import io.parley.common.id.NodeId;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import org.jspecify.annotations.Nullable;

/// What nodes tell each other.
sealed interface BusMessage {

  /// A durable event, with the frame that sessions get.
  ///
  /// @param from the node that wrote it
  /// @param tally of the log up to and with it
  /// @param origin the session that sent it, which gets an `ack` instead
  /// @param reader the sender of a message whose marks are told with it ([SenderMarks])
  /// @param relayed what the node that gave it away has to know; null when none did
  /// @param frame a [TextFrame]
  record Stored(
      NodeId from,
      long sequence,
      Tally tally,
      @Nullable SessionId origin,
      @Nullable UserId reader,
      Relay.@Nullable Written relayed,
      byte[] frame)
      implements BusMessage {}

  /// The log has reached a sequence: what lies between is to be read from the store. Used for
  /// events that change who belongs to a conversation, so that every node sees them as the store
  /// has them.
  ///
  /// @param tally as in [Stored]
  record Reached(long sequence, Tally tally) implements BusMessage {}

  /// A frame that may be lost.
  ///
  /// @param from the node that published it, which has told its own sessions already
  /// @param key what a newer frame of [Nature#LATEST] replaces
  /// @param height as in [Outgoing]
  /// @param frame a [TextFrame]
  record Passing(
      NodeId from,
      Nature nature,
      String key,
      Height height,
      @Nullable UserId exceptUser,
      @Nullable SessionId exceptSession,
      byte[] frame)
      implements BusMessage {}

  /// A user became a member.
  ///
  /// @param sequence of the event that says so, 0 for a new conversation
  record Joined(NodeId from, ConversationId conversation, long sequence) implements BusMessage {}

  /// A conversation is gone for this user.
  record Removed(NodeId from, ConversationId conversation, String reason) implements BusMessage {}
}
