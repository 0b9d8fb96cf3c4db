package io.parley.chat.mark;

import io.parley.chat.conversation.Member;
import io.parley.chat.conversation.Memberships;
import io.parley.chat.http.Page;
import io.parley.chat.http.Query;
import io.parley.chat.view.Mark;
import io.parley.chat.view.MemberCursor;
import io.parley.chat.view.Place;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import io.parley.edge.Caller;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/// `/api/conversations/{id}/marks`.
@RestController
@RequestMapping("/api/conversations/{id}/marks")
class MarkController {

  private static final int DEFAULT_LIMIT = 200;
  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);
  private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);

  private final Memberships memberships;
  private final MarkService service;

  MarkController(Memberships memberships, MarkService service) {
    this.memberships = memberships;
    this.service = service;
  }

  /// Any integer may be said, however large: one beyond the log means its head.
  record Body(@Nullable BigInteger delivered, @Nullable BigInteger read) {}

  record MarkView(
      UserId user,
      long delivered,
      @Nullable Instant deliveredAt,
      long read,
      @Nullable Instant readAt) {

    static MarkView of(UserId user, Mark mark) {
      return new MarkView(user, mark.delivered(), mark.deliveredAt(), mark.read(), mark.readAt());
    }
  }

  @GetMapping
  Mono<Page<MarkView>> everyone(
      Caller caller, @PathVariable ConversationId id, ServerHttpRequest request) {
    var query = Query.of(request);
    return memberships
        .require(id, caller.user())
        .flatMap(_ -> page(id, MemberCursor.parse(id, query.cursor()), query.limit(DEFAULT_LIMIT)));
  }

  @PutMapping
  Mono<MarkView> mark(
      Caller caller, @PathVariable ConversationId id, @RequestBody Mono<Body> body) {
    return memberships
        .require(id, caller.user())
        .flatMap(
            member ->
                body.flatMap(
                    given ->
                        service.markNow(member, bounded(given.delivered()), bounded(given.read()))))
        .map(mark -> MarkView.of(caller.user(), mark));
  }

  private Mono<Page<MarkView>> page(ConversationId id, @Nullable Member after, int limit) {
    return memberships
        .page(id, after, limit + 1)
        .flatMap(found -> withMarks(found).map(kept -> page(id, found, kept, limit)));
  }

  private Mono<Map<Place, Mark>> withMarks(List<Member> members) {
    return service.of(members.stream().map(MarkController::place).toList());
  }

  private static Page<MarkView> page(
      ConversationId id, List<Member> found, Map<Place, Mark> kept, int limit) {
    var shown = found.subList(0, Math.min(limit, found.size()));
    var next = found.size() > limit ? MemberCursor.after(id, shown.getLast()) : null;
    return new Page<>(shown.stream().map(member -> view(member, kept)).toList(), next);
  }

  private static MarkView view(Member member, Map<Place, Mark> kept) {
    var mark = kept.getOrDefault(place(member), Mark.NONE);
    return MarkView.of(member.user(), mark.notBefore(member.joined()));
  }

  private static Place place(Member member) {
    return new Place(member.conversation(), member.user());
  }

  private static @Nullable Long bounded(@Nullable BigInteger value) {
    return value == null ? null : value.min(MOST).max(LEAST).longValueExact();
  }
}
