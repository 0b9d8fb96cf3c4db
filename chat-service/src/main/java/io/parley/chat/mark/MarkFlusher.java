package io.parley.chat.mark;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Writes the marks that have their turn ten times a second for as long as the node runs, and a
/// last time when it stops, after the sockets are gone.
@Component
class MarkFlusher implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(MarkFlusher.class);
  private static final Duration EVERY = Duration.ofMillis(100);
  private static final Duration LAST = Duration.ofSeconds(3);

  private final MarkService marks;
  private volatile @Nullable Disposable running;

  MarkFlusher(MarkService marks) {
    this.marks = marks;
  }

  @Override
  public void start() {
    running =
        Flux.interval(EVERY)
            .onBackpressureDrop()
            .concatMap(_ -> quietly(marks.flush()))
            .subscribe();
  }

  @Override
  public void stop(Runnable whenStopped) {
    var flushing = running;
    if (flushing != null) {
      flushing.dispose();
    }
    running = null;
    quietly(marks.flushAll())
        .timeout(LAST, Mono.empty())
        .doFinally(_ -> whenStopped.run())
        .subscribe();
  }

  @Override
  public void stop() {
    stop(() -> {});
  }

  @Override
  public boolean isRunning() {
    return running != null;
  }

  /// Below the web server and the sockets, so it starts before them and stops after.
  @Override
  public int getPhase() {
    return 0;
  }

  private static Mono<Void> quietly(Mono<Void> flush) {
    return flush.onErrorResume(
        error -> {
          log.warn("marks wait, the store does not take them: {}", error.toString());
          return Mono.empty();
        });
  }
}
