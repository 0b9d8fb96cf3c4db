package io.parley.bench.talk;

import io.netty.channel.EventLoop;
import io.netty.util.collection.LongObjectHashMap;
import java.util.concurrent.TimeUnit;

/// The messages of one user that are on their way, by when they were due. Used on the user's event
/// loop.
public final class Answers {

  private final EventLoop loop;
  private final Tally tally;
  private final Runnable flush;
  private final LongObjectHashMap<Lane> expected = new LongObjectHashMap<>(2);

  /// @param flush sends out what lanes wrote
  public Answers(EventLoop loop, Tally tally, Runnable flush) {
    this.loop = loop;
    this.tally = tally;
    this.flush = flush;
  }

  /// A message goes out.
  public void expect(Lane lane, long due) {
    expected.put(due, lane);
  }

  public void acknowledged(long due) {
    tally.acknowledged(due);
    var lane = expected.remove(due);
    if (lane != null) {
      lane.acknowledged();
      flush.run();
    }
  }

  /// It goes out again when it may.
  public void refused(long due, long pauseMillis) {
    tally.refused(due);
    var lane = expected.remove(due);
    if (lane != null && lane.refused(due)) {
      loop.schedule(() -> goOn(lane), pauseMillis, TimeUnit.MILLISECONDS);
    }
    flush.run();
  }

  private void goOn(Lane lane) {
    lane.rested();
    flush.run();
  }
}
