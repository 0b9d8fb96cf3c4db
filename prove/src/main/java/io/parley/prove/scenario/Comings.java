package io.parley.prove.scenario;

import io.parley.prove.client.Member;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;

/// Some users go away for about a minute, stay for a while, and go again.
final class Comings {

  private static final Duration LEAST_AWAY = Duration.ofSeconds(60);
  private static final Duration MOST_AWAY = Duration.ofSeconds(80);

  /// Nobody goes who would not be back soon after the end.
  private static final Duration LATEST_BACK = Duration.ofSeconds(15);

  private static final Duration LONG_RUN = Duration.ofMinutes(10);
  private static final Duration BETWEEN = Duration.ofSeconds(1);

  private record Turn(long at, Member member) {}

  private final Random random;
  private final Duration time;
  private final PriorityQueue<Turn> turns = new PriorityQueue<>(Comparator.comparingLong(Turn::at));

  /// @param time of the run: in a short one they stay for seconds, in a long one for minutes
  Comings(Cast cast, Random random, Duration time) {
    this.random = random;
    this.time = time;
    cast.goers().forEach(member -> turns.add(new Turn(System.nanoTime() + stay(), member)));
  }

  /// Returns when the time is over.
  void run() throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (end - System.nanoTime() > 0) {
      for (var next = turns.peek();
          next != null && next.at() - System.nanoTime() < 0;
          next = turns.peek()) {
        turns.remove();
        turns.add(new Turn(System.nanoTime() + go(next.member(), end), next.member()));
      }
      Thread.sleep(BETWEEN);
    }
  }

  /// @return nanoseconds until its next turn
  private long go(Member member, long end) {
    var away = between(LEAST_AWAY, MOST_AWAY);
    boolean inTime = end + LATEST_BACK.toNanos() - System.nanoTime() > away.toNanos();
    return inTime && member.goAway(away) ? away.toNanos() + stay() : BETWEEN.toNanos();
  }

  private long stay() {
    return time.compareTo(LONG_RUN) >= 0
        ? between(Duration.ofMinutes(1), Duration.ofMinutes(4)).toNanos()
        : between(Duration.ofSeconds(3), Duration.ofSeconds(12)).toNanos();
  }

  private Duration between(Duration least, Duration most) {
    return Duration.ofMillis(random.nextLong(least.toMillis(), most.toMillis() + 1));
  }
}
