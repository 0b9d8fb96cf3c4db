package io.parley.chat.log.mongo;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// How much may wait on this node, in drafts and in bytes of their bodies. Full means `try-again`.
///
/// A draft that waits until its deadline is refused when the store has already worked for it, and
/// comes again: a node with a longer queue than it can store in that time stores nothing in the
/// end. So while many wait, no more are let in than were stored lately in [#WAIT].
final class Room {

  /// Well below the deadline of a draft.
  private static final Duration WAIT = Duration.ofSeconds(2);

  /// So many may wait however slow the store is.
  private static final int LEAST = 300;

  private static final double GROWTH = 1.25;

  private final int mostDrafts;
  private final long mostBytes;
  private final AtomicInteger drafts = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong stored = new AtomicLong();
  private volatile int open;
  private @Nullable Look last;

  private record Look(long stored, long nanos) {}

  Room(int mostDrafts, long mostBytes) {
    this.mostDrafts = mostDrafts;
    this.mostBytes = mostBytes;
    this.open = mostDrafts;
  }

  boolean take(Pending pending) {
    int after = drafts.incrementAndGet();
    if (bytes.addAndGet(pending.size()) > mostBytes || after > open) {
      giveBack(pending);
      return false;
    }
    return true;
  }

  /// Takes all of these or none. How fast the store is does not count: another node has let them in
  /// by that.
  boolean takeAll(List<Pending> all) {
    long size = all.stream().mapToLong(Pending::size).sum();
    int after = drafts.addAndGet(all.size());
    boolean fits = bytes.addAndGet(size) <= mostBytes && after <= mostDrafts;
    if (!fits) {
      all.forEach(this::giveBack);
    }
    return fits;
  }

  /// A draft has its answer.
  ///
  /// @param acknowledged whether it is stored
  void release(Pending pending, boolean acknowledged) {
    giveBack(pending);
    if (acknowledged) {
      stored.incrementAndGet();
    }
  }

  /// Looks at how fast the store is. To be called several times a second, by one thread at a time.
  void measure(long nowNanos) {
    var before = last;
    var now = new Look(stored.get(), nowNanos);
    last = now;
    if (before == null || now.nanos() <= before.nanos()) {
      return;
    }
    double passed = now.nanos() - before.nanos();
    double fits = (now.stored() - before.stored()) / passed * WAIT.toNanos();
    int least = Math.min(LEAST, mostDrafts);
    double next = drafts.get() > least ? (open + fits) / 2 : open * GROWTH;
    open = (int) Math.clamp(next, least, mostDrafts);
  }

  int drafts() {
    return drafts.get();
  }

  private void giveBack(Pending pending) {
    drafts.decrementAndGet();
    bytes.addAndGet(-pending.size());
  }
}
