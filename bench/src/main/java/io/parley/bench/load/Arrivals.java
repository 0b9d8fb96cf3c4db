package io.parley.bench.load;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// The messages of the users of one event loop: due by a Poisson process, whatever the server does.
/// Used on that loop.
final class Arrivals {

  private static final String BODY = "The quick brown fox jumps over the lazy dog";
  private static final long LATEST_LOOK = TimeUnit.MILLISECONDS.toNanos(1);

  private final EventLoop loop;
  private final Tally tally;
  private final Dialect dialect;
  private final List<Turn> turns;
  private final Random random;
  private final List<Caller> written = new ArrayList<>();
  private double meanPause;
  private double due;
  private long number;
  private long until;

  /// A user of this loop and a room to send to.
  record Turn(Caller caller, Room room) {}

  Arrivals(EventLoop loop, Tally tally, Dialect dialect, List<Turn> turns, Random random) {
    this.loop = loop;
    this.tally = tally;
    this.dialect = dialect;
    this.turns = turns;
    this.random = random;
  }

  int turns() {
    return turns.size();
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

  private void send(long at) {
    var turn = turns.get(random.nextInt(turns.size()));
    turn.caller().write(dialect.send(turn.room(), Stamp.of(at, number++), BODY));
    tally.sent(at, turn.room().members().size() - 1);
    written.add(turn.caller());
  }
}
