package io.parley.auth.account;

import io.parley.common.id.UserId;
import reactor.core.publisher.Mono;

/// What a feature keeps about users beside their accounts. When an account is deleted, every bean
/// of this type is asked to forget its user, again and again until all of them have.
public interface Belongings {

  /// Removes all of it. Idempotent.
  Mono<Void> forget(UserId user);
}
