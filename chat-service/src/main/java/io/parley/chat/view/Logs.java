package io.parley.chat.view;

import io.parley.chat.log.EventLog;
import io.parley.chat.log.Head;
import io.parley.chat.log.LogEvent;
import io.parley.common.frame.EventFrame;
import io.parley.common.frame.MessageView;
import io.parley.common.id.ConversationId;
import io.parley.common.id.MessageId;
import java.time.Instant;
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

  private static final int PAGE = 500;
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

  /// Reads the heads of these conversations' logs and the events there and at further places. The
  /// stored heads are probed by the event right after each, so nothing that was acknowledged is
  /// missed, on whatever node.
  Mono<Found> read(Collection<ConversationId> conversations, Collection<MessageId> further) {
    return log.heads(conversations)
        .flatMap(
            heads -> log.outlines(places(heads, further)).flatMap(events -> probed(heads, events)));
  }

  /// When each of these conversations had its last event; one without any is missing.
  Mono<Map<ConversationId, Instant>> lastActivities(Collection<ConversationId> conversations) {
    return Flux.fromIterable(conversations)
        .buffer(PAGE)
        .concatMap(page -> read(page, List.of()))
        .reduce(new HashMap<>(), Logs::withTimes);
  }

  private static Map<ConversationId, Instant> withTimes(
      Map<ConversationId, Instant> times, Found found) {
    found
        .heads()
        .forEach(
            (id, head) -> {
              var last = head.sequence() == 0 ? null : found.events().get(end(id, head));
              if (last != null) {
                times.put(id, at(last.frame()));
              }
            });
    return times;
  }

  private Mono<Found> probed(Map<ConversationId, Head> heads, Map<MessageId, LogEvent> events) {
    var behind =
        heads.entrySet().stream()
            .filter(one -> events.containsKey(after(one.getKey(), one.getValue())))
            .map(Map.Entry::getKey)
            .toList();
    return behind.isEmpty()
        ? Mono.just(new Found(heads, events))
        : Flux.fromIterable(behind)
            .flatMap(id -> log.head(id).map(head -> Map.entry(id, head)), PROBES_AT_ONCE)
            .collectMap(Map.Entry::getKey, Map.Entry::getValue)
            .flatMap(moved -> withMoved(heads, events, moved));
  }

  private Mono<Found> withMoved(
      Map<ConversationId, Head> heads,
      Map<MessageId, LogEvent> events,
      Map<ConversationId, Head> moved) {
    var ends = moved.entrySet().stream().map(one -> end(one.getKey(), one.getValue())).toList();
    return log.outlines(ends)
        .map(
            last -> {
              var allHeads = new HashMap<>(heads);
              allHeads.putAll(moved);
              var allEvents = new HashMap<>(events);
              allEvents.putAll(last);
              return new Found(allHeads, allEvents);
            });
  }

  private static Instant at(EventFrame frame) {
    return switch (frame) {
      case EventFrame.Message(MessageView message) -> message.createdAt();
      case EventFrame.MessageEdited edited -> edited.at();
      case EventFrame.MessageDeleted deleted -> deleted.at();
      case EventFrame.Reacted reacted -> reacted.at();
      case EventFrame.MemberJoined joined -> joined.at();
      case EventFrame.MemberChanged changed -> changed.at();
      case EventFrame.MemberLeft left -> left.at();
      case EventFrame.ConversationChanged changed -> changed.at();
      case EventFrame.Noop noop -> noop.at();
    };
  }

  private static List<MessageId> places(
      Map<ConversationId, Head> heads, Collection<MessageId> further) {
    var places = new ArrayList<>(further);
    heads.forEach(
        (id, head) -> {
          places.add(after(id, head));
          if (head.sequence() > 0) {
            places.add(end(id, head));
          }
        });
    return places;
  }

  private static MessageId end(ConversationId id, Head head) {
    return new MessageId(id, head.sequence());
  }

  private static MessageId after(ConversationId id, Head head) {
    return new MessageId(id, head.sequence() + 1);
  }
}
