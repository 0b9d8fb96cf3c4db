package io.parley.bench.talk;

import io.netty.channel.EventLoop;
import io.netty.util.collection.LongObjectHashMap;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// The messages of one user that are on their way, by when they were due. Used on the user's event
/// loop.
public final class Answers {

  private final EventLoop loop;
  private final Tally tally;
  private final Runnable flush;
  private final LongObjectHashMap<Lane> expected = new LongObjectHashMap<>(2);
  private final Set<Long> refused = new HashSet<>(2);

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
    refused.add(due);
    var lane = expected.remove(due);
    if (lane != null && lane.refused(due)) {
      loop.schedule(() -> goOn(lane), pauseMillis, TimeUnit.MILLISECONDS);
    }
    flush.run();
  }

  /// Whether a message that came is the user's own: one that was refused and turned out to be
  /// stored is told to its sender too.
  public boolean isOwn(long due) {
    return !refused.isEmpty() && refused.contains(due);
  }

  private void goOn(Lane lane) {
    lane.rested();
    flush.run();
  }
}
