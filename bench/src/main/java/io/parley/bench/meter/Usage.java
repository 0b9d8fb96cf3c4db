package io.parley.bench.meter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// What a process has spent since it began, as Linux counts it (proc(5)).
///
/// @param cpuNanos of all threads, in user and kernel
/// @param residentBytes now
/// @param switches of context, of the threads that live now
public record Usage(long cpuNanos, long residentBytes, long switches) {

  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final Pattern SWITCHES = Pattern.compile("ctxt_switches:\\s+(\\d+)");
  private static final int USER_TIME = 11;
  private static final int KIB = 1024;

  /// The clock of /proc: 100 ticks a second on every Linux that Java runs on.
  private static final long TICK_NANOS = 10_000_000;

  public static Usage of(long pid) throws IOException {
    var process = Path.of("/proc", Long.toString(pid));
    var stat = Files.readString(process.resolve("stat"));
    // The second field is a name that may hold anything; count from behind it
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long ticks = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[USER_TIME + 1]);
    return new Usage(ticks * TICK_NANOS, resident(process), switches(process));
  }

  /// What was spent since an earlier look; the memory is today's.
  public Usage since(Usage earlier) {
    return new Usage(
        cpuNanos - earlier.cpuNanos, residentBytes, Math.max(0, switches - earlier.switches));
  }

  /// What two processes spent together.
  Usage and(Usage other) {
    return new Usage(
        cpuNanos + other.cpuNanos, residentBytes + other.residentBytes, switches + other.switches);
  }

  private static long resident(Path process) throws IOException {
    var matcher = RESIDENT.matcher(Files.readString(process.resolve("status")));
    return matcher.find() ? Long.parseLong(matcher.group(1)) * KIB : 0;
  }

  private static long switches(Path process) throws IOException {
    long sum = 0;
    try (var threads = Files.newDirectoryStream(process.resolve("task"))) {
      for (var thread : threads) {
        var matcher = SWITCHES.matcher(statusOf(thread));
        while (matcher.find()) {
          sum += Long.parseLong(matcher.group(1));
        }
      }
    }
    return sum;
  }

  private static String statusOf(Path thread) {
    try {
      return Files.readString(thread.resolve("status"));
    } catch (IOException e) {
      return ""; // ended meanwhile
    }
  }
}
