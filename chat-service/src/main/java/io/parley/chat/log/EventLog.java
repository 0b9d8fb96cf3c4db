package io.parley.chat.log;

import io.parley.common.id.ConversationId;
import io.parley.common.id.MessageId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/// Reads the logs. Every read has majority concern, a timeout, and is by exact keys.
///
/// Errors: [TryAgain] when the store does not answer in time.
public interface EventLog {

  /// Makes the empty log of a new conversation; a log that is there already stays as it is.
  Mono<Void> create(ConversationId conversation);

  /// At most `limit` events after a position, ascending and dense: it ends before the first missing
  /// sequence.
  Mono<List<LogEvent>> read(ConversationId conversation, long after, int limit);

  /// What [#read(ConversationId, long, int)] answers, for many stretches in one read by exact keys:
  /// each dense from its beginning, empty when nothing is there. One more read for each
  /// conversation that holds a change which is not applied yet. The caller bounds the stretches
  /// together.
  Mono<Map<Stretch, List<LogEvent>>> read(Collection<Stretch> stretches);

  /// The events at these places that exist, in any order.
  Mono<Map<MessageId, LogEvent>> at(Collection<MessageId> places);

  /// The same for those who look at many logs at once. What does not open is a noop here: it hides
  /// itself and nothing else.
  default Mono<Map<MessageId, LogEvent>> outlines(Collection<MessageId> places) {
    return at(places);
  }

  /// Where a log stands now: the stored hint, probed upwards by key, so never behind an
  /// acknowledged event. Empty when there is no such log.
  Mono<Head> head(ConversationId conversation);

  /// The stored hints of many logs in one read, not probed: they may lag behind by half a second,
  /// or for longer when a node was killed, but not behind what this node knows itself. Logs that do
  /// not exist are missing in the answer.
  Mono<Map<ConversationId, Head>> heads(Collection<ConversationId> conversations);
}
