package io.parley.prove.history;

import java.util.ArrayList;
import java.util.List;

/// Writes entries down. Safe for many threads.
public interface Recorder {

  /// Nanoseconds since this recorder's start; never falls.
  long now();

  void write(Entry entry);

  /// A recorder that keeps everything in memory.
  static Recorder.InMemory inMemory() {
    return new InMemory();
  }

  /// What has been recorded, for runs of seconds.
  final class InMemory implements Recorder {

    private final long start = System.nanoTime();
    private final List<Entry> entries = new ArrayList<>();

    private InMemory() {}

    @Override
    public long now() {
      return System.nanoTime() - start;
    }

    @Override
    public synchronized void write(Entry entry) {
      entries.add(entry);
    }

    /// Everything written so far.
    public synchronized History history() {
      return History.of(entries);
    }
  }
}
