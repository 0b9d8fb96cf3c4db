package io.parley.chat.message;

import io.parley.chat.log.EventLog;
import io.parley.chat.log.LogEvent;
import io.parley.common.frame.EventFrame;
import io.parley.common.frame.MessageView;
import io.parley.common.id.ConversationId;
import io.parley.common.id.MessageId;
import io.parley.edge.ProblemException;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Reads single messages in their present state.
@Component
class Messages {

  private final EventLog log;

  Messages(EventLog log) {
    this.log = log;
  }

  /// A message together with its place in the log.
  record Found(LogEvent event, MessageView view) {}

  /// Error `not-found` when the conversation has no such message.
  Mono<Found> require(ConversationId conversation, MessageId message) {
    return find(conversation, message).switchIfEmpty(Mono.error(ProblemException::notFound));
  }

  Mono<Found> find(ConversationId conversation, MessageId message) {
    return message.conversation().equals(conversation)
        ? log.at(List.of(message))
            .flatMap(found -> Mono.justOrEmpty(found.get(message)))
            .flatMap(Messages::found)
        : Mono.empty();
  }

  private static Mono<Found> found(LogEvent event) {
    return event.frame() instanceof EventFrame.Message(MessageView view)
        ? Mono.just(new Found(event, view))
        : Mono.empty();
  }
}
