package io.parley.bench;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Breaks a run off when the command is told to end (SIGTERM, Ctrl-C). What the run started it
/// closes itself, in its own order, and the process waits for that.
final class BreakOff implements AutoCloseable {

  /// Longer than a cluster may take to stop.
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Thread runner;
  private final CountDownLatch isOver = new CountDownLatch(1);

  private BreakOff(Thread runner) {
    this.runner = runner;
  }

  /// Of what this thread does from now on until it closes the result.
  static BreakOff heeded() {
    var breakOff = new BreakOff(Thread.currentThread());
    Runtime.getRuntime().addShutdownHook(new Thread(breakOff::happens, "break-off"));
    return breakOff;
  }

  /// Returns when the run is over, at once if it is already.
  void happens() {
    if (isOver.getCount() == 0) {
      return;
    }
    System.err.println("parley: the run is broken off");
    runner.interrupt();
    try {
      if (!isOver.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        System.err.println("parley: what was started did not end within " + PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// The run is over.
  @Override
  public void close() {
    isOver.countDown();
  }
}
