package io.parley.bench.meter;

import io.parley.prove.churn.Jcmd;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// For how long JVMs have collected garbage since they began, by the names of their processes.
public record Garbage(Map<String, Long> nanos) {

  private static final Pattern TIME = Pattern.compile("sun\\.gc\\.collector\\.\\d+\\.time=(\\d+)");
  private static final Pattern FREQUENCY = Pattern.compile("sun\\.os\\.hrt\\.frequency=(\\d+)");
  private static final double SECOND = 1e9;

  /// @param pids of JVMs, by name
  public static Garbage of(Map<String, Long> pids) throws IOException, InterruptedException {
    var nanos = new TreeMap<String, Long>();
    for (var process : pids.entrySet()) {
      nanos.put(process.getKey(), of(process.getValue()));
    }
    return new Garbage(nanos);
  }

  /// For how long since an earlier look, by kind.
  public Map<String, Long> since(Garbage earlier) {
    var kinds = new TreeMap<String, Long>();
    nanos.forEach(
        (name, now) ->
            kinds.merge(
                Snapshot.kind(name), now - earlier.nanos().getOrDefault(name, now), Long::sum));
    return kinds;
  }

  private static long of(long pid) throws IOException, InterruptedException {
    var counters = Jcmd.of(pid, "PerfCounter.print");
    var frequency = FREQUENCY.matcher(counters);
    if (!frequency.find()) {
      throw new IOException("process " + pid + " has no performance counters");
    }
    var times = TIME.matcher(counters).results();
    double ticks = times.mapToLong(time -> Long.parseLong(time.group(1))).sum();
    return Math.round(ticks / Long.parseLong(frequency.group(1)) * SECOND);
  }
}
