package io.parley.chat.mark;

import io.parley.chat.log.EventLog;
import io.parley.chat.log.Head;
import io.parley.common.id.ConversationId;
import io.parley.edge.cache.Recent;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// How far logs reach at least, so that most marks need no read of the log.
@Component
class KnownHeads {

  private static final int PROBES_AT_ONCE = 8;
  private static final int REMEMBERED = 50_000;
  private static final Duration REMEMBERED_FOR = Duration.ofMinutes(10);

  private final EventLog log;
  private final Recent<ConversationId, Long> atLeast = new Recent<>(REMEMBERED, REMEMBERED_FOR);

  KnownHeads(EventLog log) {
    this.log = log;
  }

  /// The same, none beyond the head of its log: one read of the stored heads for all, and a probe
  /// of each log whose stored head lags behind what is wanted.
  Mono<List<Rise>> within(Collection<Rise> rises) {
    var beyond = beyond(rises);
    return beyond.isEmpty()
        ? Mono.just(List.copyOf(rises))
        : log.heads(beyond)
            .doOnNext(heads -> heads.forEach((id, head) -> reached(id, head.sequence())))
            .flatMap(_ -> probed(beyond(rises)))
            .map(ends -> within(rises, ends));
  }

  private List<ConversationId> beyond(Collection<Rise> rises) {
    return rises.stream()
        .filter(rise -> rise.delivered() > atLeast(rise.place().conversation()))
        .map(rise -> rise.place().conversation())
        .distinct()
        .toList();
  }

  private Mono<Map<ConversationId, Long>> probed(List<ConversationId> beyond) {
    return Flux.fromIterable(beyond)
        .flatMap(
            id ->
                log.head(id).map(Head::sequence).defaultIfEmpty(0L).map(end -> Map.entry(id, end)),
            PROBES_AT_ONCE)
        .doOnNext(end -> reached(end.getKey(), end.getValue()))
        .collectMap(Map.Entry::getKey, Map.Entry::getValue);
  }

  void reached(ConversationId conversation, long sequence) {
    if (atLeast(conversation) < sequence) {
      atLeast.put(conversation, sequence);
    }
  }

  private static List<Rise> within(Collection<Rise> rises, Map<ConversationId, Long> ends) {
    return rises.stream()
        .map(rise -> rise.atMost(ends.getOrDefault(rise.place().conversation(), Long.MAX_VALUE)))
        .toList();
  }

  private long atLeast(ConversationId conversation) {
    var known = atLeast.get(conversation);
    return known == null ? 0 : known;
  }
}
