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
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// What the summary of a conversation needs of its log, for many at once.
@Component
class Logs {

  private static final int PAGE = 500;

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

  /// Reads the heads of these conversations' logs and the events there and at further places.
  Mono<Found> read(Collection<ConversationId> conversations, Collection<MessageId> further) {
    return log.heads(conversations)
        .flatMap(heads -> log.at(places(heads, further)).map(events -> new Found(heads, events)));
  }

  /// When each of these conversations had its last event; one without any is missing.
  Mono<Map<ConversationId, Instant>> lastActivities(Collection<ConversationId> conversations) {
    return Flux.fromIterable(conversations)
        .buffer(PAGE)
        .concatMap(page -> log.heads(page).flatMap(heads -> log.at(places(heads, List.of()))))
        .flatMapIterable(Map::values)
        .collectMap(LogEvent::conversation, event -> at(event.frame()));
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
          if (head.sequence() > 0) {
            places.add(new MessageId(id, head.sequence()));
          }
        });
    return places;
  }
}
