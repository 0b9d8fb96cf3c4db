package io.parley.chat.socket.wire;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/// The wires of one event loop that passed on what many get a moment ago. What comes next for many
/// waits until the moment is over, so that in a busy room one write to a socket takes several
/// messages: a write costs the kernel the same whatever is in it. In a quiet room nothing waits.
/// Why: decision record 30.
final class FlushWindows {

  /// Too short for a reader to notice; a socket is written to twenty times a second at most.
  static final Duration LENGTH = Duration.ofMillis(50);

  /// Windows that end so soon end together.
  private static final long NEAR_NANOS = Duration.ofMillis(1).toNanos();

  private static final FastThreadLocal<FlushWindows> OF_LOOP =
      new FastThreadLocal<>() {

        @Override
        protected FlushWindows initialValue() {
          return new FlushWindows();
        }
      };

  /// In the order in which they end, since all are of one length.
  private final ArrayDeque<Wire> open = new ArrayDeque<>();

  private boolean scheduled;

  private FlushWindows() {}

  /// Opens the window of a wire on its event loop, which is the one who calls.
  static void open(Wire wire, EventExecutor loop) {
    OF_LOOP.get().add(wire, loop);
  }

  private void add(Wire wire, EventExecutor loop) {
    wire.windowEnds = loop.ticker().nanoTime() + LENGTH.toNanos();
    open.add(wire);
    if (!scheduled) {
      scheduled = true;
      endLater(loop, LENGTH.toNanos());
    }
  }

  private void endLater(EventExecutor loop, long nanos) {
    loop.schedule(() -> endThoseThatAreOver(loop), nanos, TimeUnit.NANOSECONDS);
  }

  private void endThoseThatAreOver(EventExecutor loop) {
    var now = loop.ticker().nanoTime();
    var first = open.peek();
    while (first != null && first.windowEnds - now <= NEAR_NANOS) {
      open.remove();
      first.endWindow();
      first = open.peek();
    }
    scheduled = first != null;
    if (first != null) {
      endLater(loop, first.windowEnds - now);
    }
  }
}
