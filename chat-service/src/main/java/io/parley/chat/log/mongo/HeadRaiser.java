package io.parley.chat.log.mongo;

import io.parley.chat.Turns;
import io.parley.common.id.ConversationId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/// Raises the stored heads behind the appends, many in one write, each to its latest, at once after
/// a quiet while and then once a second at most. Nobody waits for it, and what is lost with a node
/// is found again by probing: the stored head is a hint.
final class HeadRaiser implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(HeadRaiser.class);

  private static final int HEADS_IN_A_WRITE = 1_000;
  private static final int MOST_WAITING = 100_000;
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);

  private final EventStore store;
  private final Awake awake;
  private final Turns<ConversationId, Tip> waiting = new Turns<>(MOST_WAITING, PERIOD, Tip::max);
  private final AtomicBoolean raising = new AtomicBoolean();
  private final Disposable.Swap write = Disposables.swap();

  HeadRaiser(EventStore store, Awake awake) {
    this.store = store;
    this.awake = awake;
  }

  void raise(ConversationId conversation, Tip tip) {
    waiting.add(conversation, tip);
    next();
  }

  @Override
  public void close() {
    write.dispose();
  }

  private void next() {
    if (!waiting.isEmpty() && !write.isDisposed() && raising.compareAndSet(false, true)) {
      Map<ConversationId, Tip> tips = waiting.take(HEADS_IN_A_WRITE);
      write.replace(
          write(tips)
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

  private Mono<Void> write(Map<ConversationId, Tip> tips) {
    long begun = System.nanoTime();
    return tips.isEmpty()
        ? Mono.empty()
        : store.raiseHeads(tips).doOnSuccess(_ -> awake.add(tips.keySet(), begun));
  }

  private Mono<Duration> putBack(Map<ConversationId, Tip> tips, Throwable error) {
    log.warn("{} heads could not be raised, trying again: {}", tips.size(), error.toString());
    tips.forEach(waiting::add);
    return Mono.just(PAUSE_AFTER_FAILURE);
  }
}
