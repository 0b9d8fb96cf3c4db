package io.parley.chat.delivery;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// Runs the background work of delivery and ends what is left when the node stops.
public final class Tasks implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Tasks.class);

  private final Disposable.Composite running = Disposables.composite();

  /// Starts work that nobody waits for, on another thread: who asks for it may hold a lock. It
  /// handles its errors itself; one that is left is logged. After the end nothing is started any
  /// more.
  public void run(Mono<?> work) {
    var slot = Disposables.swap();
    if (!running.add(slot)) {
      return;
    }
    slot.update(
        work.subscribeOn(Schedulers.parallel())
            .doFinally(_ -> running.remove(slot))
            .subscribe(_ -> {}, error -> log.error("background work failed", error)));
  }

  @Override
  public void close() {
    running.dispose();
  }
}
