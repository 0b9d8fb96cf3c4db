package io.parley.prove.history;

import io.parley.common.id.ClientMessageId;
import io.parley.common.id.UserId;
import org.jspecify.annotations.Nullable;

/// A durable event as a client saw it, live or read.
///
/// @param type of the frame: `message`, `member.left` …; in a history `message`
/// @param message the id of the message it is or is about; null of events about none
/// @param clientMessageId of a `message`
/// @param sender of a `message`; of other events who did it (`by`)
/// @param subject the member that a `member.…` event is about
/// @param digest of a `message` by [Digest], as with the send; null of a tombstone and of
///   everything else
public record Event(
    long sequence,
    String type,
    @Nullable String message,
    @Nullable ClientMessageId clientMessageId,
    @Nullable UserId sender,
    @Nullable UserId subject,
    @Nullable String digest) {

  public static final String MESSAGE = "message";

  /// Whether it is a message itself, and not about one.
  public boolean showsMessage() {
    return type.equals(MESSAGE);
  }
}
