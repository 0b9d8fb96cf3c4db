package io.parley.standalone;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Closes what is open when the process is told to end, whether all of it runs or is still
/// starting. Thread-safe; what is closed is closed once.
final class Ending implements AutoCloseable {

  private @Nullable Opened open;
  private boolean byExit;

  /// What can be closed without an error that anybody could handle.
  interface Opened extends AutoCloseable {
    @Override
    void close();
  }

  /// A signal is the ordinary way to end, so the exit code is 0 then and not the signal's.
  void onSignal() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "parley-stop"));
  }

  /// Opens something, which is what has to be closed from then on; a signal waits until it is open.
  synchronized <T extends Opened> T opening(Supplier<T> opening) {
    T opened = opening.get();
    open = opened;
    return opened;
  }

  /// The process ends by itself, and says how.
  void exit(int code) {
    synchronized (this) {
      byExit = true;
    }
    System.exit(code);
  }

  @Override
  public synchronized void close() {
    if (open != null) {
      open.close();
      open = null;
    }
  }

  private synchronized void end() {
    close();
    if (!byExit) {
      Runtime.getRuntime().halt(0);
    }
  }
}
