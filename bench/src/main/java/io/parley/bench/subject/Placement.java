package io.parley.bench.subject;

import java.io.IOException;
import java.util.Collection;
import java.util.List;

/// On which processors what runs. The load has others than the servers, so that neither takes from
/// the other what is measured. As taskset(1) names processors; empty where they are not to be told
/// apart.
public record Placement(String servers, String load) {

  private static final int ATTEMPTS = 5;

  /// A JVM counts its processors as it starts, when it still has all of them; servers that will
  /// share one are to have as many threads as on a machine of one.
  public List<String> jvmOptions() {
    return servers.matches("\\d+") ? List.of("-XX:ActiveProcessorCount=1") : List.of();
  }

  /// Gives this process, and what it starts from now on, all processors: a server that starts with
  /// one of them would settle for it.
  void lift() throws IOException, InterruptedException {
    if (!servers.isEmpty()) {
      move(ProcessHandle.current().pid(), servers + "," + load);
    }
  }

  /// The same of servers that were settled.
  void lift(Collection<Long> pids) throws IOException, InterruptedException {
    if (!servers.isEmpty()) {
      lift();
      for (long pid : pids) {
        move(pid, servers + "," + load);
      }
    }
  }

  /// Moves servers with all of their threads to their processors, and this process to its own.
  void settle(Collection<Long> pids) throws IOException, InterruptedException {
    if (!servers.isEmpty()) {
      for (long pid : pids) {
        move(pid, servers);
      }
      move(ProcessHandle.current().pid(), load);
    }
  }

  /// Tried again, since it fails when a thread ends while it is about to be moved.
  private static void move(long pid, String processors) throws IOException, InterruptedException {
    for (int i = 0; i < ATTEMPTS; i++) {
      if (isMoved(pid, processors)) {
        return;
      }
    }
    throw new IOException("taskset could not move process " + pid + " to " + processors);
  }

  private static boolean isMoved(long pid, String processors)
      throws IOException, InterruptedException {
    var command = List.of("taskset", "-a", "-c", "-p", processors, Long.toString(pid));
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor() == 0;
  }
}
