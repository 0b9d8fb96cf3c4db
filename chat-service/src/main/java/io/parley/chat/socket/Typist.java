package io.parley.chat.socket;

import io.parley.chat.conversation.Memberships;
import io.parley.chat.delivery.Announcer;
import io.parley.common.frame.ClientFrame;
import io.parley.common.frame.ServerFrame;
import io.parley.common.id.ConversationId;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Tells a conversation's other members who is typing.
@Component
final class Typist {

  private final Memberships memberships;
  private final Announcer announcer;

  Typist(Memberships memberships, Announcer announcer) {
    this.memberships = memberships;
    this.announcer = announcer;
  }

  /// Error `not-found` when the user is no member.
  Mono<Void> typing(Session session, TypingBoard board, ClientFrame.Typing frame) {
    return memberships
        .known(frame.conversation(), session.user())
        .filter(_ -> board.hear(frame.conversation(), frame.on(), System.nanoTime()))
        .doOnNext(_ -> tell(session, frame.conversation(), frame.on()))
        .then();
  }

  /// Those who stopped without a word.
  void endSilent(Session session, TypingBoard board) {
    board.over(System.nanoTime()).forEach(id -> tell(session, id, false));
  }

  /// The session has ended.
  void endAll(Session session, TypingBoard board) {
    board.clear().forEach(id -> tell(session, id, false));
  }

  private void tell(Session session, ConversationId conversation, boolean on) {
    announcer.toConversation(
        conversation,
        new ServerFrame.Typing(conversation, session.user(), on),
        session.user(),
        null);
  }
}
