package io.parley.bench.talk;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The messages of the users of one event loop: due by a Poisson process, whatever the server does.
/// Used on that loop.
final class Arrivals {

  private static final long LATEST_LOOK = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int LOOKS_FOR_SOMEBODY = 16;

  private final EventLoop loop;
  private final Tally tally;
  private final Random random;
  private final long lead;
  private final Dues dues;
  private final List<Turn> turns = new ArrayList<>();
  private final Queue<Planned> planned = new ArrayDeque<>();
  private final List<Turn> written = new ArrayList<>();
  private @Nullable ScheduledFuture<?> nextLook;
  private long last;

  private record Planned(long due, Turn turn) {}

  /// @param lead how long before a message is due its user knows of it
  Arrivals(EventLoop loop, Tally tally, Random random, Duration lead) {
    this.loop = loop;
    this.tally = tally;
    this.random = random;
    this.lead = lead.toNanos();
    this.dues = new Dues(random);
  }

  /// Before anything is due.
  void seat(Turn turn) {
    turns.add(turn);
  }

  int turns() {
    return turns.size();
  }

  /// Whether everything that was due is acknowledged.
  boolean isQuiet() {
    return turns.stream().allMatch(Turn::isQuiet);
  }

  /// @param rate messages a second
  void start(double rate) {
    if (turns.isEmpty() || rate <= 0) {
      return;
    }
    dues.start(tally.now() + lead, rate);
    look();
  }

  /// Nothing is due from now on; what was due before is sent, however late this is called.
  void stop() {
    catchUp();
    dues.stop();
    planned.forEach(message -> message.turn().forgo());
    planned.clear();
    var look = nextLook;
    if (look != null) {
      look.cancel(false);
      nextLook = null;
    }
  }

  /// Everyone says so much in each of their rooms, as fast as it is answered.
  void say(int each) {
    for (var turn : turns) {
      for (int i = 0; i < each; i++) {
        turn.send(after(tally.now()));
      }
      turn.flush();
    }
  }

  private void look() {
    catchUp();
    long wake = Math.min(dues.next() - lead, firstPlanned());
    long pause = Math.clamp(wake - tally.now(), 0, LATEST_LOOK);
    nextLook = loop.schedule(this::look, pause, TimeUnit.NANOSECONDS);
  }

  private void catchUp() {
    long now = tally.now();
    while (dues.next() <= now + lead) {
      plan(after(dues.take()));
    }
    while (firstPlanned() <= now) {
      send(planned.remove());
    }
    written.forEach(Turn::flush);
    written.clear();
  }

  private long firstPlanned() {
    var first = planned.peek();
    return first == null ? Long.MAX_VALUE : first.due();
  }

  /// The time tells the messages of a user apart, so no two have the same.
  private long after(long due) {
    last = Math.max(due, last + 1);
    return last;
  }

  private void plan(long due) {
    for (int i = 0; i < LOOKS_FOR_SOMEBODY; i++) {
      var turn = turns.get(random.nextInt(turns.size()));
      if (turn.isOpen()) {
        if (lead > 0) {
          turn.announce();
          written.add(turn);
        }
        planned.add(new Planned(due, turn));
        return;
      }
    }
  }

  private void send(Planned message) {
    var turn = message.turn();
    turn.send(message.due());
    tally.sent(message.due(), turn.receivers());
    written.add(turn);
  }
}
