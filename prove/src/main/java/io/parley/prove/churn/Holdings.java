package io.parley.prove.churn;

import java.io.IOException;
import java.util.regex.Pattern;

/// What a process holds after a full collection of its garbage.
///
/// @param sockets that others opened to it
/// @param connections that it opened itself: pools keep them, up to a bound
/// @param heapBytes live objects
/// @param otherBytes memory outside of the heap that the process asked for by itself: buffers
public record Holdings(long sockets, long connections, long heapBytes, long otherBytes) {

  private static final Pattern HEAP_USED = Pattern.compile("total \\d+K, used (\\d+)K");
  private static final Pattern OTHER =
      Pattern.compile("Other \\(reserved=\\d+KB, committed=(\\d+)KB");
  private static final int KIB = 1024;

  /// @param pid of a JVM with native memory tracking
  public static Holdings of(long pid) throws IOException, InterruptedException {
    Jcmd.of(pid, "GC.run");
    var sockets = OpenSockets.of(pid);
    return new Holdings(
        sockets.accepted(),
        sockets.opened(),
        kib(HEAP_USED, Jcmd.of(pid, "GC.heap_info")),
        kib(OTHER, Jcmd.of(pid, "VM.native_memory", "summary")));
  }

  /// The sum of all matches: a heap may have several parts.
  private static long kib(Pattern pattern, String text) throws IOException {
    var matcher = pattern.matcher(text);
    long sum = 0;
    boolean found = false;
    while (matcher.find()) {
      sum += Long.parseLong(matcher.group(1)) * KIB;
      found = true;
    }
    if (!found) {
      throw new IOException("jcmd said nothing of " + pattern + ": " + text);
    }
    return sum;
  }
}
