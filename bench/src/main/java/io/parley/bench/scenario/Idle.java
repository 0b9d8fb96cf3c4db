package io.parley.bench.scenario;

import io.parley.bench.load.Company;
import io.parley.bench.load.Crowd;
import io.parley.bench.subject.Target;
import io.parley.prove.churn.Holdings;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// Opens sockets on which nothing is said, and looks at the memory of every JVM before and after.
public final class Idle {

  private static final int WARM_UP = 500;
  private static final Duration SETTLE = Duration.ofSeconds(8);
  private static final int HANDSHAKES_AT_ONCE = 32;
  private static final double KIB = 1 << 10;

  private Idle() {}

  /// @param target whose JVMs track their native memory
  public static IdleResult measure(Target target, int sockets)
      throws IOException, InterruptedException {
    gather(target, WARM_UP).close();
    Thread.sleep(SETTLE);
    var before = held(target);
    try (var _ = gather(target, sockets)) {
      Thread.sleep(SETTLE);
      var after = held(target);
      var kib = new TreeMap<String, Double>();
      after.forEach(
          (process, bytes) ->
              kib.merge(
                  process.substring(0, process.lastIndexOf('-')),
                  (bytes - before.getOrDefault(process, bytes)) / KIB / sockets,
                  Double::sum));
      return new IdleResult(target.name(), sockets, kib);
    }
  }

  private static Crowd gather(Target target, int sockets) throws IOException, InterruptedException {
    var plan = new Company.Plan(sockets, 0);
    var entrances = target.entrances();
    return Crowd.gather(
        target.dialect(),
        target.assemble(plan),
        user -> plan.entrance(user, entrances.size()),
        new Crowd.Approach(entrances, HANDSHAKES_AT_ONCE, 1, 1));
  }

  private static Map<String, Long> held(Target target) throws IOException, InterruptedException {
    var held = new TreeMap<String, Long>();
    for (var process : target.jvms().entrySet()) {
      var holdings = Holdings.of(process.getValue());
      held.put(process.getKey(), holdings.heapBytes() + holdings.otherBytes());
    }
    return held;
  }
}
