package io.parley.bench.scenario;

import io.parley.bench.load.Company;
import io.parley.bench.load.Count;
import io.parley.bench.load.Crowd;
import io.parley.bench.meter.Garbage;
import io.parley.bench.meter.Snapshot;
import io.parley.bench.meter.Usage;
import io.parley.bench.subject.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// A target with the sockets of a company, ready to be put under load.
final class Stage implements AutoCloseable {

  private static final int HANDSHAKES_AT_ONCE = 32;
  private static final double SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final double MICRO = TimeUnit.MICROSECONDS.toNanos(1);
  private static final double MIB = 1 << 20;

  private final int run;
  private final String scenario;
  private final Target target;
  private final Crowd crowd;
  private final Told told;

  private Stage(int run, String scenario, Target target, Crowd crowd, Told told) {
    this.run = run;
    this.scenario = scenario;
    this.target = target;
    this.crowd = crowd;
    this.told = told;
  }

  /// @param told of each measurement
  static Stage set(int run, String scenario, Target target, Company.Plan plan, Told told)
      throws IOException, InterruptedException {
    var entrances = target.entrances();
    var crowd =
        Crowd.gather(
            target.dialect(),
            target.assemble(plan),
            user -> plan.entrance(user, entrances.size()),
            new Crowd.Approach(entrances, HANDSHAKES_AT_ONCE, 1, run));
    return new Stage(run, scenario, target, crowd, told);
  }

  /// Lets messages come that nobody counts, until the target has compiled what is hot.
  void warmUp(double rate, Duration time) throws InterruptedException {
    crowd.start(rate);
    Thread.sleep(time);
    crowd.stop();
    crowd.awaitQuiet();
  }

  /// @param rising whether the highest rate is looked for
  /// @param settle for so long messages come already and are not counted
  Result measure(double rate, boolean rising, Duration settle, Duration time)
      throws IOException, InterruptedException {
    crowd.start(rate);
    Thread.sleep(settle);
    var garbage = Garbage.of(target.jvms());
    crowd.count();
    var before = Snapshot.of(target.processes());
    long from = System.nanoTime();
    Thread.sleep(time);
    crowd.stop();
    double seconds = (System.nanoTime() - from) / SECOND;
    var usage = Snapshot.of(target.processes()).since(before);
    var collecting = Garbage.of(target.jvms()).since(garbage);
    var count = crowd.result();
    var result = result(rate, rising, seconds, count, spent(usage, collecting, count.sent()));
    told.load(result);
    crowd.awaitQuiet();
    return result;
  }

  private static Map<String, Spent> spent(
      Map<String, Usage> usage, Map<String, Long> collecting, long sent) {
    double messages = Math.max(1, sent);
    var spent = new TreeMap<String, Spent>();
    usage.forEach(
        (kind, since) ->
            spent.put(
                kind,
                new Spent(
                    since.cpuNanos() / MICRO / messages,
                    collecting.getOrDefault(kind, 0L) / MICRO / messages,
                    since.switches() / messages,
                    since.residentBytes() / MIB)));
    return spent;
  }

  private Result result(
      double rate, boolean rising, double seconds, Count count, Map<String, Spent> spent) {
    return new Result(
        run,
        scenario,
        target.name(),
        rising,
        rate,
        seconds,
        count.sent(),
        count.unacked(),
        count.lost(),
        count.refused(),
        crowd.ended(),
        Times.of(count.acks()),
        Times.of(count.deliveries()),
        count.deliveries().getTotalCount() / seconds,
        target.nodes(),
        spent);
  }

  @Override
  public void close() {
    crowd.close();
  }
}
