package io.parley.chat.message;

import io.parley.chat.http.Query;
import io.parley.chat.log.EventLog;
import io.parley.chat.log.Head;
import io.parley.chat.log.LogEvent;
import io.parley.chat.view.MessageSearch;
import io.parley.chat.view.Statuses;
import io.parley.common.frame.EventFrame;
import io.parley.common.frame.MessageView;
import io.parley.common.id.ConversationId;
import io.parley.edge.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Pages through the messages of a log, which stand between other events. Pages of events are read
/// by exact keys; where one holds no message, the next message is searched by its number.
@Component
class History {

  private static final int FEWEST = 32;
  private static final int MOST = 200;

  private final EventLog log;
  private final MessageSearch search;
  private final Statuses statuses;

  History(EventLog log, MessageSearch search, Statuses statuses) {
    this.log = log;
    this.search = search;
    this.statuses = statuses;
  }

  /// A stretch of messages, ascending.
  ///
  /// @param before pass it as `before` to go on upwards; null when there is nothing older
  /// @param after pass it as `after` to go on downwards; null when there is nothing newer
  record Stretch(List<MessageView> items, @Nullable Long before, @Nullable Long after) {}

  Mono<Stretch> stretch(ConversationId conversation, Query query) {
    return Mono.defer(
        () -> {
          var limit = query.limit();
          var before = query.sequence("before");
          var after = query.sequence("after");
          var around = query.sequence("around");
          if (Stream.of(before, after, around).filter(one -> one != null).count() > 1) {
            throw ProblemException.invalid(
                "before", "given with others (expected: one of before, after, around)");
          }
          return log.head(conversation)
              .flatMap(
                  head ->
                      events(conversation, head, before, after, around, limit)
                          .flatMap(events -> shown(events, head)))
              .defaultIfEmpty(new Stretch(List.of(), null, null));
        });
  }

  private Mono<List<LogEvent>> events(
      ConversationId conversation,
      Head head,
      @Nullable Long before,
      @Nullable Long after,
      @Nullable Long around,
      int limit) {
    if (after != null) {
      return newer(conversation, head, after, limit, List.of());
    }
    if (around != null) {
      var half = (limit + 1) / 2;
      return older(conversation, head, Math.min(around, head.sequence()) + 1, half, List.of())
          .flatMap(old -> newer(conversation, head, around, limit - old.size(), old));
    }
    var end = before == null ? head.sequence() + 1 : Math.min(before, head.sequence() + 1);
    return older(conversation, head, end, limit, List.of());
  }

  /// Up to `limit` messages before a sequence, in front of those at hand.
  private Mono<List<LogEvent>> older(
      ConversationId conversation, Head head, long before, int limit, List<LogEvent> have) {
    if (have.size() >= limit || before <= head.first()) {
      return Mono.just(last(have, limit));
    }
    var window = window(limit - have.size());
    var from = Math.max(head.first(), before - window);
    return log.read(conversation, from - 1, (int) (before - from))
        .flatMap(
            events -> {
              var messages = messages(events);
              if (events.isEmpty() || firstCount(events) == 0) {
                return Mono.just(last(joined(messages, have), limit));
              }
              return messages.isEmpty()
                  ? jump(conversation, head, events.getFirst())
                      .flatMap(next -> older(conversation, head, next + 1, limit, have))
                      .defaultIfEmpty(have)
                  : older(conversation, head, from, limit, joined(messages, have));
            });
  }

  /// Up to `limit` messages after a sequence, behind those at hand.
  private Mono<List<LogEvent>> newer(
      ConversationId conversation, Head head, long after, int limit, List<LogEvent> have) {
    if (limit <= 0 || after >= head.sequence()) {
      return Mono.just(have);
    }
    return log.read(conversation, Math.max(after, head.first() - 1), window(limit))
        .flatMap(
            events -> {
              var messages = messages(events);
              var shown = messages.subList(0, Math.min(limit, messages.size()));
              if (events.isEmpty()) {
                return Mono.just(have);
              }
              return newer(
                  conversation,
                  head,
                  events.getLast().sequence(),
                  limit - shown.size(),
                  joined(have, shown));
            });
  }

  /// The place of the last message before this event.
  private Mono<Long> jump(ConversationId conversation, Head head, LogEvent event) {
    return search.find(
        conversation, new MessageSearch.Span(head.first() - 1, event.sequence(), event.messages()));
  }

  private Mono<Stretch> shown(List<LogEvent> events, Head head) {
    if (events.isEmpty()) {
      return Mono.just(new Stretch(List.of(), null, null));
    }
    var first = events.getFirst();
    var last = events.getLast();
    var before = first.messages() > 1 && first.sequence() > head.first() ? first.sequence() : null;
    var after = last.messages() < head.messages() ? last.sequence() : null;
    return statuses
        .of(
            events.stream().map(event -> ((EventFrame.Message) event.frame()).message()).toList(),
            Map.of(first.conversation(), head.tally()))
        .map(items -> new Stretch(items, before, after));
  }

  /// How many messages lie before a page of events that begins with none.
  private static long firstCount(List<LogEvent> events) {
    var first = events.getFirst();
    return first.frame() instanceof EventFrame.Message ? first.messages() - 1 : first.messages();
  }

  private static List<LogEvent> messages(List<LogEvent> events) {
    return events.stream().filter(event -> event.frame() instanceof EventFrame.Message).toList();
  }

  private static List<LogEvent> joined(List<LogEvent> front, List<LogEvent> back) {
    var all = new ArrayList<>(front);
    all.addAll(back);
    return all;
  }

  private static List<LogEvent> last(List<LogEvent> events, int limit) {
    return events.subList(Math.max(0, events.size() - limit), events.size());
  }

  private static int window(int wanted) {
    return Math.clamp(wanted, FEWEST, MOST);
  }
}
