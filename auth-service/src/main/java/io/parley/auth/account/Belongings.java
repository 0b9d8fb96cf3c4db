package io.parley.auth.account;

import io.parley.common.id.UserId;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// What a feature keeps about users beside their accounts. Whoever takes their own data along gets
/// what every bean of this type tells. When an account is deleted, each is asked to forget its
/// user, again and again until all of them have.
public interface Belongings {

  /// Removes all of it. Idempotent.
  Mono<Void> forget(UserId user);

  /// What of it a user is told: one record a line of an export, each with a `type` of its own.
  /// Nothing by which somebody could act, and nothing that only a hash is kept of.
  default Flux<Object> told(UserId user) {
    return Flux.empty();
  }
}
