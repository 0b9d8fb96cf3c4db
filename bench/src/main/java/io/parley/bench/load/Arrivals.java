package io.parley.bench.load;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// The messages of the users of one event loop: due by a Poisson process, whatever the server does.
/// Used on that loop.
final class Arrivals {

  private static final long LATEST_LOOK = TimeUnit.MILLISECONDS.toNanos(1);

  private final EventLoop loop;
  private final Tally tally;
  private final List<Turn> turns;
  private final Random random;
  private final List<Caller> written = new ArrayList<>();
  private double meanPause;
  private double due;
  private long last;
  private long until;

  /// A user of this loop and a way into one of their rooms.
  record Turn(Caller caller, Lane lane) {

    static Turn of(Caller caller, Room room) {
      return new Turn(caller, caller.lane(room));
    }
  }

  Arrivals(EventLoop loop, Tally tally, List<Turn> turns, Random random) {
    this.loop = loop;
    this.tally = tally;
    this.turns = turns;
    this.random = random;
  }

  int turns() {
    return turns.size();
  }

  /// Whether everything that was due is acknowledged.
  boolean isQuiet() {
    return turns.stream().allMatch(turn -> turn.lane().isQuiet());
  }

  /// @param rate messages a second
  void start(double rate) {
    if (turns.isEmpty() || rate <= 0) {
      return;
    }
    meanPause = TimeUnit.SECONDS.toNanos(1) / rate;
    due = tally.now();
    until = Long.MAX_VALUE;
    advance();
    look();
  }

  /// Nothing is due from then on; what is due before is still sent, however late.
  void stop(long until) {
    this.until = until;
  }

  private void look() {
    long now = tally.now();
    while (due <= now && due < until) {
      send((long) due);
      advance();
    }
    written.forEach(Caller::flush);
    written.clear();
    if (due >= until) {
      return;
    }
    long pause = Math.clamp((long) due - tally.now(), 0, LATEST_LOOK);
    loop.schedule(this::look, pause, TimeUnit.NANOSECONDS);
  }

  private void advance() {
    due -= Math.log(1 - random.nextDouble()) * meanPause;
  }

  /// The time tells the messages of a user apart, so no two have the same.
  private void send(long at) {
    last = Math.max(at, last + 1);
    var turn = turns.get(random.nextInt(turns.size()));
    turn.lane().send(last);
    tally.sent(last, turn.lane().room().members().size() - 1);
    written.add(turn.caller());
  }
}
