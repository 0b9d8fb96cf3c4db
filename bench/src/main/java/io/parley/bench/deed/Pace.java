package io.parley.bench.deed;

import io.netty.util.concurrent.EventExecutor;
import io.parley.bench.talk.Dues;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/// Lets something be done at times that follow a Poisson process, whatever comes of it.
/// Thread-safe; the deeds are done on one thread.
public final class Pace {

  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(1);

  private final EventExecutor executor;
  private final LongSupplier clock;
  private final Dues dues;
  private final LongConsumer deed;
  private int current;

  /// @param executor that does the deeds
  /// @param deed is told when it was due, by the clock
  public Pace(EventExecutor executor, LongSupplier clock, Random random, LongConsumer deed) {
    this.executor = executor;
    this.clock = clock;
    this.dues = new Dues(random);
    this.deed = deed;
  }

  /// @param rate a second
  public void start(double rate) {
    executor.execute(
        () -> {
          dues.start(clock.getAsLong(), rate);
          look(++current);
        });
  }

  /// Once this returns, nothing is done any more.
  public void stop() {
    executor.submit(() -> ++current).syncUninterruptibly();
  }

  private void look(int round) {
    if (round != current) {
      return;
    }
    while (dues.next() <= clock.getAsLong()) {
      deed.accept(dues.take());
    }
    long pause = Math.clamp(dues.next() - clock.getAsLong(), 0, LONGEST_PAUSE);
    executor.schedule(() -> look(round), pause, TimeUnit.NANOSECONDS);
  }
}
