package io.parley.chat.message;

import io.parley.chat.conversation.Memberships;
import io.parley.chat.conversation.Sender;
import io.parley.chat.http.Query;
import io.parley.chat.log.Appended;
import io.parley.chat.view.Statuses;
import io.parley.common.frame.EventFrame;
import io.parley.common.frame.MessageView;
import io.parley.common.id.ConversationId;
import io.parley.common.id.MessageId;
import io.parley.edge.Caller;
import io.parley.edge.ProblemException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/// `/api/conversations/{id}/messages` and below.
@RestController
@RequestMapping("/api/conversations/{id}/messages")
class MessageController {

  private final Memberships memberships;
  private final MessageService service;
  private final MessageChanges changes;
  private final Messages messages;
  private final History history;
  private final Statuses statuses;

  MessageController(
      Memberships memberships,
      MessageService service,
      MessageChanges changes,
      Messages messages,
      History history,
      Statuses statuses) {
    this.memberships = memberships;
    this.service = service;
    this.changes = changes;
    this.messages = messages;
    this.history = history;
    this.statuses = statuses;
  }

  /// The sender may be someone who left since and repeats an earlier send, which only the body
  /// tells; whatever else is wrong, to them there is no such conversation.
  @PostMapping
  Mono<ResponseEntity<MessageView>> send(
      Caller caller, @PathVariable ConversationId id, @RequestBody Mono<MessageBodies.Send> body) {
    var sender = Sender.byRest(caller.user());
    return memberships
        .requireOnce(id, caller.user())
        .flatMap(
            place ->
                body.map(MessageBodies.Send::checked)
                    .onErrorMap(error -> place.present() ? error : ProblemException.notFound()))
        .flatMap(wish -> service.send(sender, id, wish.id(), wish.content()))
        .flatMap(this::answer);
  }

  @GetMapping
  Mono<History.Stretch> list(
      Caller caller, @PathVariable ConversationId id, ServerHttpRequest request) {
    return memberships
        .require(id, caller.user())
        .flatMap(_ -> history.stretch(id, Query.of(request)));
  }

  @GetMapping("/{message}")
  Mono<MessageView> one(
      Caller caller, @PathVariable ConversationId id, @PathVariable String message) {
    return memberships.require(id, caller.user()).flatMap(_ -> present(id, parse(message)));
  }

  @PatchMapping("/{message}")
  Mono<MessageView> edit(
      Caller caller,
      @PathVariable ConversationId id,
      @PathVariable String message,
      @RequestBody Mono<MessageBodies.Edit> body) {
    var sender = Sender.byRest(caller.user());
    return memberships
        .require(id, caller.user())
        .flatMap(_ -> changes.editable(sender, id, parse(message)))
        .then(body.map(MessageBodies.Edit::checked))
        .flatMap(
            change -> changes.edit(sender, id, parse(message), change.text(), change.mentions()))
        .flatMap(_ -> present(id, parse(message)));
  }

  @DeleteMapping("/{message}")
  Mono<MessageView> delete(
      Caller caller, @PathVariable ConversationId id, @PathVariable String message) {
    return memberships
        .require(id, caller.user())
        .flatMap(_ -> changes.delete(Sender.byRest(caller.user()), id, parse(message)))
        .flatMap(_ -> present(id, parse(message)));
  }

  @PutMapping("/{message}/reactions/{emoji}")
  Mono<MessageView> react(
      Caller caller,
      @PathVariable ConversationId id,
      @PathVariable String message,
      @PathVariable String emoji) {
    return react(caller, id, message, emoji, true);
  }

  @DeleteMapping("/{message}/reactions/{emoji}")
  Mono<MessageView> unreact(
      Caller caller,
      @PathVariable ConversationId id,
      @PathVariable String message,
      @PathVariable String emoji) {
    return react(caller, id, message, emoji, false);
  }

  private Mono<MessageView> react(
      Caller caller, ConversationId id, String message, String emoji, boolean on) {
    return memberships
        .require(id, caller.user())
        .flatMap(_ -> changes.react(Sender.byRest(caller.user()), id, parse(message), emoji, on))
        .flatMap(_ -> present(id, parse(message)));
  }

  private Mono<MessageView> present(ConversationId id, MessageId message) {
    return messages.require(id, message).flatMap(found -> statuses.of(found.view()));
  }

  private Mono<ResponseEntity<MessageView>> answer(Appended appended) {
    if (!(appended.event().frame() instanceof EventFrame.Message(MessageView message))) {
      throw new IllegalStateException("a send appended " + appended.event().frame());
    }
    return appended.duplicate()
        ? statuses.of(message).map(ResponseEntity::ok)
        : Mono.just(ResponseEntity.status(HttpStatus.CREATED).body(message));
  }

  /// What is no message's id is the id of no message.
  private static MessageId parse(String message) {
    try {
      return MessageId.parse(message);
    } catch (IllegalArgumentException e) {
      throw ProblemException.notFound();
    }
  }
}
