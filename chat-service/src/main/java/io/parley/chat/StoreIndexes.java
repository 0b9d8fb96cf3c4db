package io.parley.chat;

import reactor.core.publisher.Mono;

/// The indexes that a feature's collections need. Made when the node starts, before it is ready;
/// each node does it, so it is idempotent.
@FunctionalInterface
public interface StoreIndexes {

  Mono<Void> ensure();
}
