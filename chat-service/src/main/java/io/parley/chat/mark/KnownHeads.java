package io.parley.chat.mark;

import io.parley.chat.Recent;
import io.parley.chat.delivery.FeedListener;
import io.parley.chat.log.EventLog;
import io.parley.chat.log.Head;
import io.parley.common.frame.EventFrame;
import io.parley.common.id.ConversationId;
import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// How far logs reach at least, so that most marks need no read of the log.
@Component
class KnownHeads implements FeedListener {

  private static final int REMEMBERED = 50_000;
  private static final Duration REMEMBERED_FOR = Duration.ofMinutes(10);

  private final EventLog log;
  private final Recent<ConversationId, Long> atLeast = new Recent<>(REMEMBERED, REMEMBERED_FOR);

  KnownHeads(EventLog log) {
    this.log = log;
  }

  /// The sequence itself, or the log's head where that is lower.
  Mono<Long> atMost(ConversationId conversation, long sequence) {
    var known = atLeast.get(conversation);
    if (known != null && sequence <= known) {
      return Mono.just(sequence);
    }
    return log.head(conversation)
        .map(Head::sequence)
        .defaultIfEmpty(0L)
        .doOnNext(head -> reached(conversation, head))
        .map(head -> Math.min(head, sequence));
  }

  void reached(ConversationId conversation, long sequence) {
    var known = atLeast.get(conversation);
    if (known == null || known < sequence) {
      atLeast.put(conversation, sequence);
    }
  }

  @Override
  public void passed(EventFrame event) {
    reached(event.conversation(), event.sequence());
  }
}
