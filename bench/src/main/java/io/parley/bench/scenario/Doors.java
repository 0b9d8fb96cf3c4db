package io.parley.bench.scenario;

import io.parley.bench.load.Company;
import io.parley.bench.load.Crowd;
import io.parley.bench.meter.Snapshot;
import io.parley.bench.result.ConnectResult;
import io.parley.bench.result.IdleResult;
import io.parley.bench.result.Times;
import io.parley.bench.subject.Target;
import io.parley.prove.churn.Holdings;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// Opens sockets on which nothing is said: what it costs to open one, and to keep it.
final class Doors {

  private static final int WARM_UP = 2_000;
  private static final Duration SETTLE = Duration.ofSeconds(8);
  private static final int HANDSHAKES_AT_ONCE = 64;
  private static final double KIB = 1 << 10;
  private static final double SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final double MICRO = TimeUnit.MICROSECONDS.toNanos(1);

  private final Target target;
  private final int sockets;

  Doors(Target target, int sockets) {
    this.target = target;
    this.sockets = sockets;
  }

  /// After sockets have come and gone until the servers have compiled what that takes.
  ///
  /// @param warmUp longest
  ConnectResult connect(Duration warmUp) throws IOException, InterruptedException {
    var first = company(WARM_UP);
    new Compilers(target).quieten(() -> open(first).close(), warmUp);
    var company = company(sockets);
    target.settle();
    Thread.sleep(SETTLE);
    var before = Snapshot.of(target.processes());
    long from = System.nanoTime();
    try (var crowd = open(company)) {
      double seconds = (System.nanoTime() - from) / SECOND;
      var cpu = new TreeMap<String, Double>();
      Snapshot.of(target.processes())
          .since(before)
          .forEach((kind, usage) -> cpu.put(kind, usage.cpuNanos() / MICRO / sockets));
      return new ConnectResult(target.name(), sockets, seconds, Times.of(crowd.openings()), cpu);
    }
  }

  /// Of a target whose JVMs track their native memory.
  IdleResult keep() throws IOException, InterruptedException {
    open(company(WARM_UP)).close();
    var company = company(sockets);
    target.settle();
    Thread.sleep(SETTLE);
    var before = held();
    try (var _ = open(company)) {
      Thread.sleep(SETTLE);
      var kib = new TreeMap<String, Double>();
      held()
          .forEach(
              (process, bytes) ->
                  kib.merge(
                      Snapshot.kind(process),
                      (bytes - before.getOrDefault(process, bytes)) / KIB / sockets,
                      Double::sum));
      return new IdleResult(target.name(), sockets, kib);
    }
  }

  private Company company(int users) throws IOException, InterruptedException {
    return target.assemble(Company.Plan.of(users, 0));
  }

  private Crowd open(Company company) throws InterruptedException {
    var entrances = target.entrances();
    return Crowd.gather(
        target.dialect(),
        company,
        user -> user % entrances.size(),
        new Crowd.Approach(entrances, HANDSHAKES_AT_ONCE, 1, 1));
  }

  private Map<String, Long> held() throws IOException, InterruptedException {
    var held = new TreeMap<String, Long>();
    for (var process : target.jvms().entrySet()) {
      var holdings = Holdings.of(process.getValue());
      held.put(process.getKey(), holdings.heapBytes() + holdings.otherBytes());
    }
    return held;
  }
}
