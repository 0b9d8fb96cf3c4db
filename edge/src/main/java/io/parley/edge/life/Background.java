package io.parley.edge.life;

import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;

/// A component that does something by itself as long as the service runs. It says how its work
/// begins; disposing of what that answers ends it.
public interface Background extends SmartLifecycle {

  /// Begins the work. It handles its errors itself.
  Disposable begin();

  /// The component's own, always the same.
  Work work();

  @Override
  default void start() {
    work().replaceBy(begin());
  }

  @Override
  default void stop() {
    work().replaceBy(null);
  }

  @Override
  default boolean isRunning() {
    return work().isRunning();
  }

  /// What is going on now, if anything. Thread-safe.
  final class Work {

    private @Nullable Disposable now;

    private synchronized void replaceBy(@Nullable Disposable next) {
      if (now != null) {
        now.dispose();
      }
      now = next;
    }

    private synchronized boolean isRunning() {
      return now != null;
    }
  }
}
