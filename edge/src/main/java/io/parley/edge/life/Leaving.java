package io.parley.edge.life;

import org.springframework.boot.web.server.context.WebServerGracefulShutdownLifecycle;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Mono;

/// A component with something to do once the service is told to end, before its web server stops
/// taking requests. There is nothing to start.
public interface Leaving extends SmartLifecycle {

  /// Completes when the web server may stop, within a bounded time. It handles its errors itself;
  /// asked for once.
  Mono<Void> leave();

  @Override
  default void start() {}

  @Override
  default void stop() {
    stop(() -> {});
  }

  @Override
  default void stop(Runnable callback) {
    leave().doFinally(_ -> callback.run()).subscribe();
  }

  @Override
  default boolean isRunning() {
    return true;
  }

  @Override
  default int getPhase() {
    return WebServerGracefulShutdownLifecycle.SMART_LIFECYCLE_PHASE + 1;
  }
}
