package io.parley.chat.view;

import io.parley.chat.conversation.ConversationChanges;
import io.parley.chat.conversation.Creation;
import io.parley.chat.conversation.Right;
import io.parley.chat.http.Page;
import io.parley.chat.http.Query;
import io.parley.common.id.ConversationId;
import io.parley.edge.Caller;
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
import tools.jackson.databind.JsonNode;

/// `/api/conversations` and `/api/conversations/{id}`.
@RestController
@RequestMapping("/api/conversations")
class ConversationController {

  private final Creation creation;
  private final ConversationChanges changes;
  private final ConversationList list;
  private final Viewer viewer;

  ConversationController(
      Creation creation, ConversationChanges changes, ConversationList list, Viewer viewer) {
    this.creation = creation;
    this.changes = changes;
    this.list = list;
    this.viewer = viewer;
  }

  @PostMapping
  Mono<ResponseEntity<ConversationView>> create(
      Caller caller, @RequestBody Mono<ConversationBody> body) {
    return body.map(given -> given.checked(caller.user()))
        .flatMap(wish -> creation.create(caller.user(), wish))
        .flatMap(
            created ->
                viewer
                    .one(created.id(), caller.user())
                    .map(
                        ResponseEntity.status(created.isNew() ? HttpStatus.CREATED : HttpStatus.OK)
                            ::body));
  }

  @GetMapping
  Mono<Page<ConversationView>> mine(Caller caller, ServerHttpRequest request) {
    return list.page(caller.user(), Query.of(request));
  }

  @GetMapping("/{id}")
  Mono<ConversationView> one(Caller caller, @PathVariable ConversationId id) {
    return viewer.one(id, caller.user());
  }

  @PatchMapping("/{id}")
  Mono<ConversationView> change(
      Caller caller, @PathVariable ConversationId id, @RequestBody Mono<JsonNode> body) {
    return changes
        .allowed(caller.user(), id, Right.RENAME)
        .then(body.map(ConversationPatch::of))
        .filter(ConversationPatch::renames)
        .flatMap(patch -> changes.rename(caller.user(), id, patch.name()))
        .then(Mono.defer(() -> viewer.one(id, caller.user())));
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> delete(Caller caller, @PathVariable ConversationId id) {
    return changes.delete(caller.user(), id);
  }
}
