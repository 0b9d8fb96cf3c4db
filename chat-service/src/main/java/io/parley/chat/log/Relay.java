package io.parley.chat.log;

import io.parley.common.id.ConversationId;
import io.parley.common.id.SessionId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Where nodes that write to one conversation leave the writing to one of them: the others give it
/// their drafts by a [Courier], and learn from its events what became of them. Decision record 31.
public interface Relay {

  /// Another node has given this one drafts to write. Bytes that cannot be read, and drafts for
  /// which there is no room, are dropped: the giver writes them itself after a moment.
  void brought(byte[] parcel);

  /// A node has written a message that it was given: if it was by this one, whoever waits for it
  /// gets his answer.
  ///
  /// @param origin the session that sent it; null after a REST call
  /// @return whether somebody waited for it here
  boolean written(
      ConversationId conversation,
      long sequence,
      Tally tally,
      @Nullable SessionId origin,
      Written message);

  /// What the giver has to know beyond the event's place.
  ///
  /// @param key of the draft
  record Written(Relayed relayed, String key, Instant at) {}
}
