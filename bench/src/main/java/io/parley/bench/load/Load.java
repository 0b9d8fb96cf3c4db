package io.parley.bench.load;

import io.parley.bench.talk.Count;
import java.util.Map;

/// Users under way, who talk at a rate that is set from outside.
public interface Load extends AutoCloseable {

  /// Messages begin to come.
  ///
  /// @param rate of all users together, messages a second
  void start(double rate);

  /// Counts what is due from the moment on at which this returns.
  void count() throws InterruptedException;

  /// Nothing more is due from the moment on at which this returns.
  void stop();

  /// Waits until everything that was due is acknowledged, as long as it makes sense.
  void awaitQuiet() throws InterruptedException;

  /// What was counted; waits some seconds for what is on its way.
  Count result() throws InterruptedException;

  /// Sockets that ended, by the reason.
  Map<String, Long> ended();

  @Override
  void close();
}
