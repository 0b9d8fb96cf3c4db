package io.parley.bench.talk;

import java.util.PriorityQueue;

/// What one user sends into one room, in order, at most [#WINDOW] of it unanswered. When a message
/// is refused, it has to be sent again before anything else: what is due meanwhile waits until the
/// pause that was asked for is over and everything before it was answered. Then the refused one
/// goes alone, and with each answer twice as many as before, so that a server which refuses because
/// it has too much to do gets no more of it. Used on the user's event loop.
public final class Lane {

  /// As many as the protocol allows a socket.
  static final int WINDOW = 32;

  /// Writes a message, by when it was due.
  public interface Way {
    void write(Lane lane, long due);
  }

  private final Way way;
  private final PriorityQueue<Long> waiting = new PriorityQueue<>(2);
  private int window = WINDOW;
  private int unanswered;
  private boolean held;
  private boolean resting;

  public Lane(Way way) {
    this.way = way;
  }

  public void send(long due) {
    waiting.add(due);
    goOn();
  }

  /// Whether everything that was due is acknowledged.
  public boolean isQuiet() {
    return unanswered == 0 && waiting.isEmpty();
  }

  void acknowledged() {
    unanswered--;
    window = Math.min(WINDOW, window * 2);
    goOn();
  }

  /// @return whether the caller has to call [#rested] when the pause is over
  boolean refused(long due) {
    unanswered--;
    window = 1;
    waiting.add(due);
    boolean first = !held;
    held = true;
    resting |= first;
    goOn();
    return first;
  }

  void rested() {
    resting = false;
    goOn();
  }

  private void goOn() {
    if (!resting && unanswered == 0) {
      held = false;
    }
    while (!held && unanswered < window && !waiting.isEmpty()) {
      unanswered++;
      way.write(this, waiting.remove());
    }
  }
}
