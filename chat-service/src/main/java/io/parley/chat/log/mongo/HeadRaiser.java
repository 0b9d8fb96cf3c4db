package io.parley.chat.log.mongo;

import io.parley.common.id.ConversationId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/// Raises the stored heads behind the appends, many in one write, each to its latest. Nobody waits
/// for it, and what is lost with a node is found again by probing: the stored head is a hint.
final class HeadRaiser implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(HeadRaiser.class);

  private static final int HEADS_IN_A_WRITE = 1_000;
  private static final int MOST_WAITING = 100_000;
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);

  private final EventStore store;
  private final Awake awake;
  private final Map<ConversationId, Tip> waiting = new ConcurrentHashMap<>();
  private final AtomicBoolean raising = new AtomicBoolean();
  private final Disposable.Swap write = Disposables.swap();

  HeadRaiser(EventStore store, Awake awake) {
    this.store = store;
    this.awake = awake;
  }

  void raise(ConversationId conversation, Tip tip) {
    if (waiting.size() < MOST_WAITING) {
      waiting.merge(conversation, tip, Tip::max);
      next();
    }
  }

  @Override
  public void close() {
    write.dispose();
  }

  private void next() {
    if (!waiting.isEmpty() && !write.isDisposed() && raising.compareAndSet(false, true)) {
      Map<ConversationId, Tip> tips = take();
      long begun = System.nanoTime();
      write.replace(
          store
              .raiseHeads(tips)
              .doOnSuccess(_ -> awake.add(tips.keySet(), begun))
              .thenReturn(PAUSE)
              .onErrorResume(error -> putBack(tips, error))
              .flatMap(Mono::delay)
              .subscribe(
                  _ -> {
                    raising.set(false);
                    next();
                  },
                  error -> log.error("heads are not raised any more", error)));
    }
  }

  private Map<ConversationId, Tip> take() {
    Map<ConversationId, Tip> tips = new HashMap<>();
    for (var conversation : waiting.keySet()) {
      if (tips.size() == HEADS_IN_A_WRITE) {
        break;
      }
      Tip tip = waiting.remove(conversation);
      if (tip != null) {
        tips.put(conversation, tip);
      }
    }
    return tips;
  }

  private Mono<Duration> putBack(Map<ConversationId, Tip> tips, Throwable error) {
    log.warn("{} heads could not be raised, trying again: {}", tips.size(), error.toString());
    tips.forEach((conversation, tip) -> waiting.merge(conversation, tip, Tip::max));
    return Mono.just(PAUSE_AFTER_FAILURE);
  }
}
