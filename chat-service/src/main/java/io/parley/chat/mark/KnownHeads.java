package io.parley.chat.mark;

import io.parley.chat.Recent;
import io.parley.chat.log.EventLog;
import io.parley.chat.log.Head;
import io.parley.common.id.ConversationId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// How far logs reach at least, so that most marks need no read of the log.
@Component
class KnownHeads {

  private static final int REMEMBERED = 50_000;
  private static final Duration REMEMBERED_FOR = Duration.ofMinutes(10);

  private final EventLog log;
  private final Recent<ConversationId, Long> atLeast = new Recent<>(REMEMBERED, REMEMBERED_FOR);

  KnownHeads(EventLog log) {
    this.log = log;
  }

  /// The same, none beyond the head of its log; with one read of the logs at most.
  Mono<List<Rise>> within(Collection<Rise> rises) {
    var beyond =
        rises.stream()
            .filter(rise -> rise.delivered() > atLeast(rise.place().conversation()))
            .map(rise -> rise.place().conversation())
            .distinct()
            .toList();
    return beyond.isEmpty()
        ? Mono.just(List.copyOf(rises))
        : log.heads(beyond).map(heads -> within(rises, learned(beyond, heads)));
  }

  void reached(ConversationId conversation, long sequence) {
    if (atLeast(conversation) < sequence) {
      atLeast.put(conversation, sequence);
    }
  }

  private Map<ConversationId, Long> learned(
      List<ConversationId> asked, Map<ConversationId, Head> heads) {
    var ends = new HashMap<ConversationId, Long>();
    for (var id : asked) {
      var head = heads.get(id);
      ends.put(id, head == null ? 0 : head.sequence());
    }
    ends.forEach(this::reached);
    return ends;
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
