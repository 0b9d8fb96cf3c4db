package io.parley.chat.log;

import reactor.core.publisher.Mono;

/// Keeps a present state that follows from the log: it is told of every event about membership and
/// settings (`member.joined`, `member.changed`, `member.left`, `conversation.changed`) after the
/// event is stored and before anyone gets its `ack` or its frame. The log keeps the present state
/// of messages itself.
///
/// Events of a conversation come in the order of their sequences, but the same event may come
/// again, on any node and late: apply one only when what is kept is older than its sequence. When
/// the call fails the append ends with [TryAgain], and whoever meets the event next applies it
/// first.
@FunctionalInterface
public interface Projection {

  Mono<Void> apply(LogEvent event);
}
