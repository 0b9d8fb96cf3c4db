package io.parley.chat.view;

import io.parley.chat.log.EventLog;
import io.parley.chat.log.Head;
import io.parley.chat.log.LogEvent;
import io.parley.common.frame.EventFrame;
import io.parley.common.frame.MessageView;
import io.parley.common.id.ConversationId;
import io.parley.common.id.MessageId;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Finds messages by their number within their log. Each event carries the running count of
/// messages, so the n-th message is the first event with that count: mostly where one looks first,
/// else found by halving.
@Component
public class MessageSearch {

  private static final int NEAR = 16;

  private final EventLog log;

  MessageSearch(EventLog log) {
    this.log = log;
  }

  /// Where the message of a number must be: after `below`, up to `upTo`.
  public record Span(long below, long upTo, long number) {

    /// A span of one holds the message itself, or none where the oldest events were removed.
    private long middle() {
      return isOnly(upTo) ? upTo : below + (upTo - below) / 2;
    }

    private boolean isOnly(long sequence) {
      return sequence == upTo && upTo - below == 1;
    }

    private Span narrowedBy(long sequence, long count) {
      return count < number
          ? new Span(Math.max(below, sequence), upTo, number)
          : new Span(below, Math.min(upTo, sequence), number);
    }
  }

  /// The last message of each of these logs that holds one.
  ///
  /// @param known events at hand, among them those at the heads
  Mono<Map<ConversationId, MessageView>> last(
      Map<ConversationId, Head> heads, Map<MessageId, LogEvent> known) {
    var open = new HashMap<ConversationId, Span>();
    heads.forEach(
        (conversation, head) -> {
          if (head.messages() > 0) {
            open.put(conversation, new Span(head.first() - 1, head.sequence(), head.messages()));
          }
        });
    var found = new HashMap<ConversationId, MessageView>();
    settle(open, known, found);
    return open.isEmpty() ? Mono.just(found) : near(open, found);
  }

  /// The place of one message; empty when the span does not hold it.
  public Mono<Long> find(ConversationId conversation, Span span) {
    var open = new HashMap<>(Map.of(conversation, span));
    return halve(open, Map.of(), new HashMap<>())
        .flatMap(found -> Mono.justOrEmpty(found.get(conversation)))
        .map(MessageView::sequence);
  }

  private Mono<Map<ConversationId, MessageView>> near(
      Map<ConversationId, Span> open, Map<ConversationId, MessageView> found) {
    var places =
        open.entrySet().stream()
            .flatMap(
                one ->
                    LongStream.range(
                            Math.max(one.getValue().below() + 1, one.getValue().upTo() - NEAR),
                            one.getValue().upTo())
                        .mapToObj(sequence -> new MessageId(one.getKey(), sequence)))
            .toList();
    return log.outlines(places).flatMap(events -> halve(open, events, found));
  }

  private Mono<Map<ConversationId, MessageView>> halve(
      Map<ConversationId, Span> open,
      Map<MessageId, LogEvent> events,
      Map<ConversationId, MessageView> found) {
    settle(open, events, found);
    if (open.isEmpty()) {
      return Mono.just(found);
    }
    var places =
        open.entrySet().stream()
            .map(one -> new MessageId(one.getKey(), one.getValue().middle()))
            .collect(Collectors.toUnmodifiableSet());
    return log.outlines(places).flatMap(next -> halve(withoutMissing(open, next), next, found));
  }

  private static Map<ConversationId, Span> withoutMissing(
      Map<ConversationId, Span> open, Map<MessageId, LogEvent> events) {
    open.entrySet()
        .removeIf(one -> !events.containsKey(new MessageId(one.getKey(), one.getValue().middle())));
    return open;
  }

  private static void settle(
      Map<ConversationId, Span> open,
      Map<MessageId, LogEvent> events,
      Map<ConversationId, MessageView> found) {
    for (var event : events.values()) {
      var span = open.get(event.conversation());
      if (span != null) {
        var message = messageAt(event, span);
        if (message != null) {
          found.put(event.conversation(), message);
          open.remove(event.conversation());
        } else if (span.isOnly(event.sequence())) {
          open.remove(event.conversation());
        } else {
          open.put(event.conversation(), span.narrowedBy(event.sequence(), event.messages()));
        }
      }
    }
  }

  private static @Nullable MessageView messageAt(LogEvent event, Span span) {
    return event.frame() instanceof EventFrame.Message(MessageView message)
            && event.messages() == span.number()
        ? message
        : null;
  }
}
