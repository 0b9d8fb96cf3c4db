package io.parley.chat.view;

import io.parley.chat.conversation.Member;
import io.parley.chat.conversation.MemberChanges;
import io.parley.chat.conversation.Memberships;
import io.parley.chat.conversation.Right;
import io.parley.chat.http.Page;
import io.parley.chat.http.Query;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import io.parley.edge.Caller;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/// `/api/conversations/{id}/members` and below.
@RestController
@RequestMapping("/api/conversations/{id}/members")
class MemberController {

  private final Memberships memberships;
  private final MemberChanges changes;

  MemberController(Memberships memberships, MemberChanges changes) {
    this.memberships = memberships;
    this.changes = changes;
  }

  /// Those who were added; members before stay out of it.
  record Added(List<MemberView> items) {}

  @GetMapping
  Mono<Page<MemberView>> list(
      Caller caller, @PathVariable ConversationId id, ServerHttpRequest request) {
    var query = Query.of(request);
    return memberships
        .require(id, caller.user())
        .flatMap(_ -> page(id, MemberCursor.parse(id, query.cursor()), query.limit()));
  }

  @PostMapping
  Mono<ResponseEntity<Added>> add(
      Caller caller, @PathVariable ConversationId id, @RequestBody Mono<MemberBodies.Add> body) {
    return changes
        .allowed(caller.user(), id, Right.ADD_MEMBERS)
        .then(body.map(MemberBodies.Add::checked))
        .flatMap(wish -> changes.add(caller.user(), id, wish.users(), wish.role()))
        .flatMap(added -> shown(id, added));
  }

  @PatchMapping("/{user}")
  Mono<MemberView> changeRole(
      Caller caller,
      @PathVariable ConversationId id,
      @PathVariable UserId user,
      @RequestBody Mono<MemberBodies.ChangeRole> body) {
    return changes
        .allowed(caller.user(), id, Right.CHANGE_ROLES)
        .then(memberships.require(id, user))
        .then(body.map(MemberBodies.ChangeRole::checked))
        .flatMap(role -> changes.changeRole(caller.user(), id, user, role))
        .map(MemberView::of);
  }

  @DeleteMapping("/{user}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> remove(Caller caller, @PathVariable ConversationId id, @PathVariable UserId user) {
    return changes.remove(caller.user(), id, user);
  }

  private Mono<ResponseEntity<Added>> shown(ConversationId id, Collection<UserId> added) {
    return memberships
        .find(id, added)
        .map(members -> members.stream().map(MemberView::of).toList())
        .map(
            views ->
                ResponseEntity.status(views.isEmpty() ? HttpStatus.OK : HttpStatus.CREATED)
                    .body(new Added(views)));
  }

  private Mono<Page<MemberView>> page(ConversationId id, @Nullable Member after, int limit) {
    return memberships
        .page(id, after, limit + 1)
        .map(
            found -> {
              var shown = found.subList(0, Math.min(limit, found.size()));
              var next = found.size() > limit ? MemberCursor.after(id, shown.getLast()) : null;
              return new Page<>(shown.stream().map(MemberView::of).toList(), next);
            });
  }
}
