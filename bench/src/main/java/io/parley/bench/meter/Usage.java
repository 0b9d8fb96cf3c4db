package io.parley.bench.meter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// What a process has spent since it began, as Linux counts it (proc(5)).
///
/// @param cpuNanos of all threads, in user and kernel
/// @param compilingNanos of it, in the JIT compilers of a JVM
/// @param residentBytes now
/// @param switches of context, of the threads that live now
public record Usage(long cpuNanos, long compilingNanos, long residentBytes, long switches) {

  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final Pattern SWITCHES = Pattern.compile("ctxt_switches:\\s+(\\d+)");
  private static final Pattern COMPILER = Pattern.compile("C[12] CompilerThre.*");
  private static final int USER_TIME = 11;
  private static final int KIB = 1024;

  /// The clock of /proc: 100 ticks a second on every Linux that Java runs on.
  private static final long TICK_NANOS = 10_000_000;

  public static Usage of(long pid) throws IOException {
    var process = Path.of("/proc", Long.toString(pid));
    long switches = 0;
    long compiling = 0;
    try (var threads = Files.newDirectoryStream(process.resolve("task"))) {
      for (var thread : threads) {
        switches += switches(thread);
        compiling += compilingNanos(thread);
      }
    }
    return new Usage(cpuNanos(process), compiling, resident(process), switches);
  }

  /// What was spent since an earlier look; the memory is today's.
  public Usage since(Usage earlier) {
    return new Usage(
        cpuNanos - earlier.cpuNanos,
        Math.max(0, compilingNanos - earlier.compilingNanos),
        residentBytes,
        Math.max(0, switches - earlier.switches));
  }

  /// What two processes spent together.
  Usage and(Usage other) {
    return new Usage(
        cpuNanos + other.cpuNanos,
        compilingNanos + other.compilingNanos,
        residentBytes + other.residentBytes,
        switches + other.switches);
  }

  private static long resident(Path process) throws IOException {
    var matcher = RESIDENT.matcher(Files.readString(process.resolve("status")));
    return matcher.find() ? Long.parseLong(matcher.group(1)) * KIB : 0;
  }

  /// @param task a process or one of its threads
  private static long cpuNanos(Path task) throws IOException {
    var stat = Files.readString(task.resolve("stat"));
    // The second field is a name that may hold anything; count from behind it
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long ticks = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[USER_TIME + 1]);
    return ticks * TICK_NANOS;
  }

  private static long switches(Path thread) {
    try {
      var status = Files.readString(thread.resolve("status"));
      return SWITCHES
          .matcher(status)
          .results()
          .mapToLong(found -> Long.parseLong(found.group(1)))
          .sum();
    } catch (IOException e) {
      return 0; // ended meanwhile
    }
  }

  private static long compilingNanos(Path thread) {
    try {
      var name = Files.readString(thread.resolve("comm")).strip();
      return COMPILER.matcher(name).matches() ? cpuNanos(thread) : 0;
    } catch (IOException e) {
      return 0; // ended meanwhile
    }
  }
}
