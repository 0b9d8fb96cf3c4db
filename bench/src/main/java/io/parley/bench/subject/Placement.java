package io.parley.bench.subject;

import java.io.IOException;
import java.util.Collection;

/// On which processors the servers run. The load has others, so that neither takes from the other
/// what is measured.
///
/// @param processors as taskset(1) names them; empty where they are not to be told apart
public record Placement(String processors) {

  /// Moves processes with all of their threads there.
  public void of(Collection<Long> pids) throws IOException, InterruptedException {
    if (processors.isEmpty()) {
      return;
    }
    for (long pid : pids) {
      var process =
          new ProcessBuilder("taskset", "-a", "-c", "-p", processors, Long.toString(pid))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor() != 0) {
        throw new IOException("taskset could not move process " + pid + " to " + processors);
      }
    }
  }
}
