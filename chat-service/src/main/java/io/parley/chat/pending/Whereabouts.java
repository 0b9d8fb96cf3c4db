package io.parley.chat.pending;

import io.parley.common.id.UserId;
import java.util.Collection;
import java.util.Set;
import reactor.core.publisher.Mono;

/// Who has a socket somewhere.
@FunctionalInterface
public interface Whereabouts {

  /// Those of these users who have no socket on any node. Errors when that cannot be known now.
  Mono<Set<UserId>> away(Collection<UserId> users);
}
