package io.parley.chat.mutant;

import io.parley.chat.log.EventLog;
import io.parley.chat.log.Head;
import io.parley.chat.log.LogEvent;
import io.parley.chat.log.Stretch;
import io.parley.chat.log.Tally;
import io.parley.common.id.ConversationId;
import io.parley.common.id.MessageId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/// Reads heads from a copy of the store that lags two messages behind.
final class Lagging implements EventLog {

  private static final int LAG = 2;

  private final EventLog log;

  Lagging(EventLog log) {
    this.log = log;
  }

  @Override
  public Mono<Void> create(ConversationId conversation) {
    return log.create(conversation);
  }

  @Override
  public Mono<List<LogEvent>> read(ConversationId conversation, long after, int limit) {
    return log.read(conversation, after, limit);
  }

  @Override
  public Mono<Map<Stretch, List<LogEvent>>> read(Collection<Stretch> stretches) {
    return log.read(stretches);
  }

  @Override
  public Mono<Map<MessageId, LogEvent>> at(Collection<MessageId> places) {
    return log.at(places);
  }

  @Override
  public Mono<Head> head(ConversationId conversation) {
    return log.head(conversation).map(Lagging::stale);
  }

  @Override
  public Mono<Map<ConversationId, Head>> heads(Collection<ConversationId> conversations) {
    return log.heads(conversations)
        .map(
            heads ->
                heads.entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, head -> stale(head.getValue()))));
  }

  private static Head stale(Head head) {
    return new Head(
        head.epoch(),
        head.first(),
        Math.max(0, head.sequence() - LAG),
        new Tally(Math.max(0, head.messages() - LAG), head.tally().joins(), head.tally().leaves()),
        head.movedAt());
  }
}
