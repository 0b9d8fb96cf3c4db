package io.parley.chat.pending;

import io.parley.chat.crypto.DataKeys;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import io.parley.edge.cache.Recent;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// What waits for a user, as those see it who bring the user back. A hint: it may be lost, or lack
/// what a node stored and died before it noted. Nothing here errors.
@Component
public class PendingQueue {

  private static final Logger log = LoggerFactory.getLogger(PendingQueue.class);

  private static final int RETURNED = 50_000;
  private static final Duration RETURNED_FOR = Duration.ofHours(1);
  private static final int COMMANDS_AT_ONCE = 64;

  private final PendingIndex index;
  private final DataKeys keys;

  /// Users who came back here while something waited for them.
  private final Recent<UserId, Boolean> returned = new Recent<>(RETURNED, RETURNED_FOR);

  PendingQueue(PendingIndex index, DataKeys keys) {
    this.index = index;
    this.keys = keys;
  }

  /// A user came back. Their conversations in the order in which they are to be brought up: first
  /// those in which something waits, the longest wait first, then the others as given.
  public Mono<List<ConversationId>> inOrder(UserId user, List<ConversationId> conversations) {
    return index
        .of(user)
        .filter(entries -> !entries.isEmpty())
        .doOnNext(_ -> returned.put(user, true))
        .flatMap(entries -> inOrder(user, conversations, entries))
        .onErrorResume(error -> unknown(error, conversations))
        .defaultIfEmpty(conversations);
  }

  /// The user's client has everything up to these sequences.
  public Mono<Void> delivered(UserId user, Map<ConversationId, Long> upTo) {
    return returned.get(user) == null
        ? Mono.empty()
        : keys.of(upTo.keySet())
            .flatMapIterable(Map::entrySet)
            .flatMap(
                one ->
                    index.delivered(
                        user,
                        PendingIndex.name(one.getValue(), user),
                        upTo.getOrDefault(one.getKey(), 0L)),
                COMMANDS_AT_ONCE)
            .filter(left -> left == 0)
            .doOnNext(_ -> returned.remove(user))
            .onErrorResume(error -> unknown(error, 0L))
            .then();
  }

  private Mono<List<ConversationId>> inOrder(
      UserId user, List<ConversationId> conversations, Map<String, PendingIndex.Entry> entries) {
    return keys.of(conversations)
        .map(
            known -> {
              Map<ConversationId, Long> since = new HashMap<>();
              known.forEach(
                  (id, own) -> {
                    var entry = entries.get(PendingIndex.name(own, user));
                    if (entry != null) {
                      since.put(id, entry.at());
                    }
                  });
              return sorted(conversations, since);
            });
  }

  private static List<ConversationId> sorted(
      Collection<ConversationId> conversations, Map<ConversationId, Long> since) {
    return conversations.stream()
        .sorted(Comparator.comparingLong(id -> since.getOrDefault(id, Long.MAX_VALUE)))
        .toList();
  }

  private static <T> Mono<T> unknown(Throwable error, T instead) {
    log.warn("what waits for a user is not known: {}", error.toString());
    return Mono.just(instead);
  }
}
