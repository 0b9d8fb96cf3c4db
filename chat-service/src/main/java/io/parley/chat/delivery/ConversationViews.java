package io.parley.chat.delivery;

import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import reactor.core.publisher.Mono;

/// How a conversation looks to one user: what `conversation.added` carries. Asked by delivery,
/// answered by the feature above it.
@FunctionalInterface
public interface ConversationViews {

  /// The `conversation` object of the protocol as raw JSON; empty when the user is no member (any
  /// more).
  ///
  /// Errors: [io.parley.chat.log.TryAgain].
  Mono<String> json(ConversationId conversation, UserId user);
}
