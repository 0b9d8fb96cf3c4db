package io.parley.prove.client;

import io.parley.common.frame.Position;
import java.util.TreeSet;

/// How far a client has come in one conversation: a position moves only when everything below has
/// come, and an `ack` may come before lower sequences. Not thread-safe.
final class Place {

  private String epoch;
  private long sequence;
  private final TreeSet<Long> ahead = new TreeSet<>();

  Place(String epoch) {
    this.epoch = epoch;
  }

  void came(long at) {
    if (at > sequence) {
      ahead.add(at);
    }
    while (!ahead.isEmpty() && ahead.first() == sequence + 1) {
      sequence = ahead.removeFirst();
    }
  }

  /// What is there is read anew; the log goes on behind its head.
  void reset(String newEpoch, long head) {
    epoch = newEpoch;
    sequence = head;
    ahead.removeIf(one -> one <= head);
  }

  Position position() {
    return new Position(epoch, sequence);
  }

  long sequence() {
    return sequence;
  }
}
