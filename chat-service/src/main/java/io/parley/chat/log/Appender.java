package io.parley.chat.log;

import io.parley.common.id.ConversationId;
import io.parley.common.id.SessionId;
import reactor.core.publisher.Mono;

/// Appends to the logs in batches, one write in flight a conversation and node.
public interface Appender {

  /// Appends one draft. Drafts of one conversation take their sequences in the order of the calls
  /// to this method (not of subscription; the work starts at the call). Completes after the
  /// majority write, and after [AppendListener#appended] was told.
  ///
  /// Errors: [ContentDiffers] when the key was used for other content; [TryAgain] when the queue is
  /// full, the deadline (5 s) passed or the outcome could not be found out. After a [TryAgain] the
  /// draft may be stored or not; the same key tells. So that the order of what a session pipelines
  /// holds, its later messages in that conversation end with [TryAgain] as well until the refused
  /// key comes again, for at most 30 s.
  ///
  /// Members', settings', edits', deletions' and reactions' present state is applied before this
  /// completes. Errors with [IllegalStateException] when the conversation has no log.
  Mono<Appended> append(Draft draft);

  /// What an earlier append with this draft's key stored (always a `duplicate`), with a majority
  /// read; appends nothing. Empty when there is none. For those who may no longer write but may
  /// learn what became of their send.
  ///
  /// Errors: [ContentDiffers], [TryAgain].
  Mono<Appended> stored(Draft draft);

  /// The session that sent a message has learned that it is stored, though it was refused when it
  /// came last: it will not come again, and nothing has to wait for it.
  void known(ConversationId conversation, SessionId session, String key);
}
