package io.parley.chat.delivery;

import java.util.ArrayDeque;

/// The last events of a feed, so that most resumes need no store. Bounded in events and bytes;
/// grows as it is used. Not thread-safe.
final class Ring {

  private static final int EVENTS = 128;
  private static final int BYTES = 256 * 1024;

  private final ArrayDeque<Passage> passages = new ArrayDeque<>(4);
  private int bytes;

  void add(Passage passage) {
    passages.add(passage);
    bytes += size(passage);
    while (passages.size() > EVENTS || bytes > BYTES) {
      bytes -= size(passages.remove());
    }
  }

  void clear() {
    passages.clear();
    bytes = 0;
  }

  /// Whether everything after a position is here, given the position of the feed.
  boolean holdsAllAfter(long position, long feedPosition) {
    return position == feedPosition
        || (!passages.isEmpty() && passages.element().sequence() <= position + 1);
  }

  Iterable<Passage> passages() {
    return passages;
  }

  private static int size(Passage passage) {
    return passage.frame().bytes().length;
  }
}
