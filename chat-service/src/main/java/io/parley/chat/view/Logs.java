package io.parley.chat.view;

import io.parley.chat.log.EventLog;
import io.parley.chat.log.Head;
import io.parley.chat.log.LogEvent;
import io.parley.common.id.ConversationId;
import io.parley.common.id.MessageId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// What the summary of a conversation needs of its log, for many at once.
@Component
class Logs {

  private static final int PROBES_AT_ONCE = 8;

  private final EventLog log;

  Logs(EventLog log) {
    this.log = log;
  }

  /// The heads and the events at the heads and at other places.
  record Found(Map<ConversationId, Head> heads, Map<MessageId, LogEvent> events) {

    /// How many messages a log holds up to a sequence.
    long messagesUpTo(ConversationId conversation, long sequence) {
      if (sequence < 1) {
        return 0;
      }
      var event = events.get(new MessageId(conversation, sequence));
      return event == null ? 0 : event.messages();
    }
  }

  /// Reads the logs of these conversations, with the events at further places. The stored heads are probed by the
  /// event right after each: nothing that was acknowledged is missed.
  Mono<Found> read(Collection<ConversationId> conversations, Collection<MessageId> further) {
    return log.heads(conversations)
        .flatMap(heads -> log.at(places(heads, further)).flatMap(events -> probed(heads, events)));
  }

  private Mono<Found> probed(Map<ConversationId, Head> heads, Map<MessageId, LogEvent> events) {
    var behind =
        heads.entrySet().stream()
            .filter(one -> events.containsKey(after(one.getKey(), one.getValue())))
            .map(Map.Entry::getKey)
            .toList();
    if (behind.isEmpty()) {
      return Mono.just(new Found(heads, events));
    }
    return Flux.fromIterable(behind)
        .flatMap(id -> log.head(id).map(head -> Map.entry(id, head)), PROBES_AT_ONCE)
        .collectMap(Map.Entry::getKey, Map.Entry::getValue, () -> new HashMap<>(heads))
        .flatMap(now -> withHeads(now, behind, events));
  }

  private Mono<Found> withHeads(
      Map<ConversationId, Head> heads, List<ConversationId> moved, Map<MessageId, LogEvent> known) {
    var places = new ArrayList<MessageId>();
    for (var id : moved) {
      var head = heads.get(id);
      if (head != null && head.sequence() > 0) {
        places.add(new MessageId(id, head.sequence()));
      }
    }
    return log.at(places)
        .map(
            events -> {
              var all = new HashMap<>(known);
              all.putAll(events);
              return new Found(heads, all);
            });
  }

  private static List<MessageId> places(
      Map<ConversationId, Head> heads, Collection<MessageId> further) {
    var places = new ArrayList<>(further);
    heads.forEach(
        (id, head) -> {
          places.add(after(id, head));
          if (head.sequence() > 0) {
            places.add(new MessageId(id, head.sequence()));
          }
        });
    return places;
  }

  private static MessageId after(ConversationId id, Head head) {
    return new MessageId(id, head.sequence() + 1);
  }
}
