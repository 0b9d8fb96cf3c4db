package io.parley.chat.presence;

import io.parley.common.bus.Presence;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import java.util.Collection;
import reactor.core.publisher.Mono;

/// Which sessions of this node look at whom.
public interface Watches {

  /// Takes what a session is told. Must not block or throw.
  @FunctionalInterface
  interface Watcher {
    void changed(Presence presence);
  }

  /// The session looks at these users from now on, instead of those before: it is told each one's
  /// state, and then each change. Someone with whom its user shares no conversation is `unknown`.
  ///
  /// Errors: [io.parley.chat.log.TryAgain] when it cannot be found out who shares a conversation.
  ///
  /// @param users at most 200
  Mono<Void> watch(SessionId session, UserId user, Collection<UserId> users, Watcher watcher);

  /// The session looks at nobody any more.
  void forget(SessionId session);
}
