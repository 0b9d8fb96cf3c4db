package io.parley.bench.talk;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/// What the users of a few event loops say, and what came of it.
public final class Talk {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LATE = Duration.ofSeconds(5);
  private static final Duration NOTICE = Duration.ofMillis(50);
  private static final long PAUSE_MILLIS = 20;

  private final List<Part> parts = new ArrayList<>();

  private record Part(EventLoop loop, Tally tally, Arrivals arrivals) {}

  /// @param lead how long before a message is due its user knows of it
  public Talk(List<EventLoop> loops, Duration lead, long seed) {
    var random = new Random(seed);
    long begun = System.nanoTime();
    for (var loop : loops) {
      var tally = new Tally(begun);
      var own = new Random(random.nextLong());
      parts.add(new Part(loop, tally, new Arrivals(loop, tally, own, lead)));
    }
  }

  /// Of the loop on which a user is.
  public Tally tallyOf(int user) {
    return part(user).tally();
  }

  /// Lets a user talk, before anybody does.
  public void seat(int user, Turn turn) {
    part(user).arrivals().seat(turn);
  }

  private Part part(int user) {
    return parts.get(user % parts.size());
  }

  /// @param rate of all users together, messages a second
  public void start(double rate) {
    double all = parts.stream().mapToInt(part -> part.arrivals().turns()).sum();
    for (var part : parts) {
      on(part, () -> part.arrivals().start(rate * part.arrivals().turns() / all));
    }
  }

  /// Everyone says so much in each of their rooms, as fast as it is answered.
  public void say(int each) {
    parts.forEach(part -> on(part, () -> part.arrivals().say(each)));
  }

  /// Counts what is due from the moment on at which this returns. All loops share that moment, and
  /// hear of it before it comes: one that is late has already sent what the others would count.
  public void count() throws InterruptedException {
    long notice = NOTICE.toNanos();
    long from;
    do {
      if (notice > PATIENCE.toNanos()) {
        throw new IllegalStateException("the load itself stands still for half a minute");
      }
      from = now() + notice;
      notice *= 2;
    } while (!isHeardInTime(from));
    TimeUnit.NANOSECONDS.sleep(from - now());
  }

  private boolean isHeardInTime(long from) {
    boolean inTime = true;
    for (var part : parts) {
      inTime &= ask(part, () -> part.tally().reset(from));
    }
    return inTime;
  }

  /// Nothing more is due from the moment on at which this returns.
  public void stop() {
    parts.forEach(part -> on(part, part.arrivals()::stop));
  }

  public void awaitQuiet() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!isQuiet() && System.nanoTime() < deadline) {
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private boolean isQuiet() {
    return parts.stream().allMatch(part -> ask(part, part.arrivals()::isQuiet));
  }

  /// What was counted; waits some seconds for what is on its way.
  public Count result() throws InterruptedException {
    long deadline = System.nanoTime() + LATE.toNanos();
    var count = sum();
    while (!count.isComplete() && System.nanoTime() < deadline) {
      Thread.sleep(PAUSE_MILLIS);
      count = sum();
    }
    return count;
  }

  private Count sum() {
    return Count.sum(parts.stream().map(part -> ask(part, part.tally()::count)).toList());
  }

  private long now() {
    return parts.getFirst().tally().now();
  }

  private static void on(Part part, Runnable deed) {
    part.loop().submit(deed).syncUninterruptibly();
  }

  private static <T> T ask(Part part, Callable<T> question) {
    return part.loop().submit(question).syncUninterruptibly().getNow();
  }
}
