package io.parley.edge;

import io.parley.common.id.LoginId;
import reactor.core.publisher.Mono;

/// Tells whether a login has ended before its tokens did.
public interface LoginState {

  /// True when the tokens of this login no longer count. Never empty; errors when it cannot be
  /// known.
  Mono<Boolean> ended(LoginId login);
}
