package io.parley.chat.message;

import io.parley.chat.conversation.Memberships;
import io.parley.chat.http.Query;
import io.parley.chat.log.EventLog;
import io.parley.chat.log.Head;
import io.parley.chat.log.LogEvent;
import io.parley.common.frame.EventFrame;
import io.parley.common.id.ConversationId;
import io.parley.edge.Caller;
import io.parley.edge.ProblemException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/// `GET /api/conversations/{id}/events`: the log itself, dense.
@RestController
class EventController {

  private final Memberships memberships;
  private final EventLog log;

  EventController(Memberships memberships, EventLog log) {
    this.memberships = memberships;
    this.log = log;
  }

  /// @param next pass it as `after` to go on; null at the head
  record Events(List<EventFrame> items, String epoch, long first, long head, @Nullable Long next) {}

  @GetMapping("/api/conversations/{id}/events")
  Mono<Events> events(Caller caller, @PathVariable ConversationId id, ServerHttpRequest request) {
    var query = Query.of(request);
    return memberships.require(id, caller.user()).flatMap(_ -> read(id, query));
  }

  private Mono<Events> read(ConversationId id, Query query) {
    var after = query.sequence("after");
    var limit = query.limit();
    return log.head(id)
        .switchIfEmpty(Mono.error(ProblemException::notFound))
        .flatMap(
            head ->
                log.read(id, Math.max(after == null ? 0 : after, head.first() - 1), limit)
                    .map(found -> events(head, found)));
  }

  private static Events events(Head head, List<LogEvent> found) {
    var last = found.isEmpty() ? 0 : found.getLast().sequence();
    var end = Math.max(head.sequence(), last);
    return new Events(
        found.stream().map(LogEvent::frame).toList(),
        head.epoch(),
        head.first(),
        end,
        last == 0 || last == end ? null : last);
  }
}
