package io.parley.bench.scenario;

import io.parley.bench.meter.Snapshot;
import io.parley.bench.meter.Usage;
import io.parley.bench.subject.Target;
import java.io.IOException;
import java.time.Duration;

/// The JIT compilers of all servers of a target.
final class Compilers {

  /// So little of one processor is left to them when they are quiet.
  private static final double QUIET = 0.05;

  private final Target target;

  Compilers(Target target) {
    this.target = target;
  }

  /// What servers compile themselves by.
  interface Work {
    void run() throws InterruptedException;
  }

  /// Has servers work again and again, until they have compiled what it takes.
  ///
  /// @param most after so long in any case
  void quieten(Work work, Duration most) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    boolean quiet = false;
    while (!quiet && System.nanoTime() - begun < most.toNanos()) {
      quiet = areQuietDuring(work);
    }
  }

  private boolean areQuietDuring(Work work) throws IOException, InterruptedException {
    var before = Snapshot.of(target.processes());
    long from = System.nanoTime();
    work.run();
    long elapsed = System.nanoTime() - from;
    long compiling =
        Snapshot.of(target.processes()).since(before).values().stream()
            .mapToLong(Usage::compilingNanos)
            .sum();
    return compiling < QUIET * elapsed;
  }
}
