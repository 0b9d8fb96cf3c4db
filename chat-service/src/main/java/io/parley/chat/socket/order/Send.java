package io.parley.chat.socket.order;

import io.parley.chat.log.Appended;
import reactor.core.publisher.Mono;

/// A send on its way.
///
/// @param order in which the session sent it
/// @param admission the outer one completes when it has its place in the queue, the inner one when
///   it is stored
public record Send(long order, Unanswered unanswered, Mono<Mono<Appended>> admission) {}
