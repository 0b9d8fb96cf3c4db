package io.parley.chat.log.mongo;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// How much may wait on this node, in drafts and in bytes of their bodies. Full means `try-again`.
final class Room {

  private final int mostDrafts;
  private final long mostBytes;
  private final AtomicInteger drafts = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  Room(int mostDrafts, long mostBytes) {
    this.mostDrafts = mostDrafts;
    this.mostBytes = mostBytes;
  }

  boolean take(Pending pending) {
    int after = drafts.incrementAndGet();
    if (bytes.addAndGet(pending.size()) > mostBytes || after > mostDrafts) {
      release(pending);
      return false;
    }
    return true;
  }

  void release(Pending pending) {
    drafts.decrementAndGet();
    bytes.addAndGet(-pending.size());
  }

  int drafts() {
    return drafts.get();
  }
}
