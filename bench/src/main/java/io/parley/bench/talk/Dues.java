package io.parley.bench.talk;

import java.util.Random;
import java.util.concurrent.TimeUnit;

/// When things are due by a Poisson process, in nanoseconds of some clock. Used by one thread.
public final class Dues {

  private final Random random;
  private double meanPause;
  private double next = Long.MAX_VALUE;

  public Dues(Random random) {
    this.random = random;
  }

  /// @param rate a second; 0 makes nothing due
  public void start(long from, double rate) {
    meanPause = rate > 0 ? TimeUnit.SECONDS.toNanos(1) / rate : Double.POSITIVE_INFINITY;
    next = from;
    advance();
  }

  public void stop() {
    next = Long.MAX_VALUE;
  }

  /// When the next one is due.
  public long next() {
    return (long) next;
  }

  /// The next one, which the one after it follows.
  public long take() {
    long due = (long) next;
    advance();
    return due;
  }

  private void advance() {
    next -= Math.log(1 - random.nextDouble()) * meanPause;
  }
}
