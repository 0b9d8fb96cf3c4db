package io.parley.chat.view;

import io.parley.chat.log.EventLog;
import io.parley.chat.log.Head;
import io.parley.chat.log.LogEvent;
import io.parley.chat.log.Tally;
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
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// What the summary of a conversation needs of its log, for many at once.
@Component
class Logs {

  private static final int PAGE = 500;
  private static final int PROBES_AT_ONCE = 8;

  static final Found NOTHING = new Found(Map.of(), Map.of());

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

    /// When a log had its last event; null when it never had one.
    @Nullable Instant lastActivity(ConversationId conversation) {
      var head = heads.get(conversation);
      if (head == null || head.sequence() == 0) {
        return null;
      }
      var last = events.get(end(conversation, head));
      return last == null ? null : at(last.frame());
    }

    Map<ConversationId, Tally> tallies() {
      return heads.entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getKey, one -> one.getValue().tally()));
    }

    /// The same of these logs alone.
    Found of(Collection<ConversationId> conversations) {
      var some = new HashMap<>(heads);
      some.keySet().retainAll(Set.copyOf(conversations));
      return new Found(some, events);
    }

    private Found and(Map<ConversationId, Head> moreHeads, Map<MessageId, LogEvent> moreEvents) {
      var allHeads = new HashMap<>(heads);
      allHeads.putAll(moreHeads);
      var allEvents = new HashMap<>(events);
      allEvents.putAll(moreEvents);
      return new Found(allHeads, allEvents);
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

  /// The same of any number of conversations, at their heads alone.
  Mono<Found> ends(Collection<ConversationId> conversations) {
    return Flux.fromIterable(conversations)
        .buffer(PAGE)
        .concatMap(page -> read(page, List.of()))
        .reduce((one, other) -> one.and(other.heads(), other.events()))
        .defaultIfEmpty(NOTHING);
  }

  /// What was found, and the events at further places.
  Mono<Found> read(Found found, Collection<MessageId> further) {
    return further.isEmpty()
        ? Mono.just(found)
        : log.outlines(further).map(events -> found.and(Map.of(), events));
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
    return log.outlines(ends).map(last -> new Found(heads, events).and(moved, last));
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
