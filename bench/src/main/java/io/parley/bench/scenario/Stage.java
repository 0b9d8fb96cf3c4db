package io.parley.bench.scenario;

import io.parley.bench.load.Company;
import io.parley.bench.load.Crowd;
import io.parley.bench.load.Load;
import io.parley.bench.meter.Garbage;
import io.parley.bench.meter.Snapshot;
import io.parley.bench.meter.Usage;
import io.parley.bench.result.Result;
import io.parley.bench.result.Spent;
import io.parley.bench.result.Times;
import io.parley.bench.subject.Target;
import io.parley.bench.talk.Count;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// A target and its load, ready to be measured.
final class Stage implements AutoCloseable {

  private static final int HANDSHAKES_AT_ONCE = 32;
  private static final double SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final double MICRO = TimeUnit.MICROSECONDS.toNanos(1);
  private static final double MIB = 1 << 20;

  private static final Duration SETTLE = Duration.ofSeconds(4);

  private static final List<Double> WARM_UP = List.of(0.1, 0.25, 0.5, 1.0);
  private static final List<Double> QUICK_WARM_UP = List.of(0.1, 0.25);

  private final int run;
  private final String scenario;
  private final Target target;
  private final Load load;

  /// @param run of the command, from 1
  /// @param scenario as the command names it
  Stage(int run, String scenario, Target target, Load load) {
    this.run = run;
    this.scenario = scenario;
    this.target = target;
    this.load = load;
  }

  /// @param count as the load gave it
  record Measured(Result result, Count count) {}

  /// How users of this run come to a target.
  static Crowd.Approach approach(Target target, int run) {
    return new Crowd.Approach(target.entrances(), HANDSHAKES_AT_ONCE, 1, run);
  }

  /// With a crowd that does nothing but send and hear.
  static Stage ofCrowd(int run, String scenario, Target target, Company.Plan plan)
      throws IOException, InterruptedException {
    int entrances = target.entrances().size();
    var crowd =
        Crowd.gather(
            target.dialect(),
            target.assemble(plan),
            user -> plan.entrance(user, entrances),
            approach(target, run));
    return new Stage(run, scenario, target, crowd);
  }

  /// Rising load, and the last of it until the servers have compiled what is hot, twice as long as
  /// all before at most; then servers and load part.
  ///
  /// @param base the rate at the end
  void warmUp(Effort effort, double base) throws IOException, InterruptedException {
    var parts = effort.quick() ? QUICK_WARM_UP : WARM_UP;
    for (double part : parts) {
      warmUp(part * base, effort.warmUp().dividedBy(WARM_UP.size()));
    }
    load.start(parts.getLast() * base);
    awaitCompiled(effort.warmUp().multipliedBy(2));
    load.stop();
    load.awaitQuiet();
    target.settle();
    rest(base / 4);
  }

  /// A low rate for a moment, that nobody counts.
  void rest(double rate) throws InterruptedException {
    warmUp(rate, SETTLE);
  }

  private void warmUp(double rate, Duration time) throws InterruptedException {
    load.start(rate);
    Thread.sleep(time);
    load.stop();
    load.awaitQuiet();
  }

  /// Returns when the compilers have been quiet for a moment.
  private void awaitCompiled(Duration most) throws IOException, InterruptedException {
    new Compilers(target).quieten(() -> Thread.sleep(SETTLE), most);
  }

  /// Messages come already, and are not counted, until the servers have compiled what is hot at
  /// this rate, as long as the warm-up at most.
  ///
  /// @param rising whether the highest rate is looked for
  Measured measure(double rate, boolean rising, Effort effort)
      throws IOException, InterruptedException {
    load.start(rate);
    awaitCompiled(effort.warmUp());
    beginProfile(effort);
    var garbage = Garbage.of(target.jvms());
    load.count();
    var before = Snapshot.of(target.processes());
    long from = System.nanoTime();
    Thread.sleep(effort.time());
    load.stop();
    double seconds = (System.nanoTime() - from) / SECOND;
    var usage = Snapshot.of(target.processes()).since(before);
    var collecting = Garbage.of(target.jvms()).since(garbage);
    endProfile(effort, rate);
    var count = load.result();
    var result = result(rate, rising, seconds, count, spent(usage, collecting, count.sent()));
    load.awaitQuiet();
    return new Measured(result, count);
  }

  private void beginProfile(Effort effort) throws IOException, InterruptedException {
    if (effort.profiler() != null && !target.jvms().isEmpty()) {
      effort.profiler().begin(firstNode());
    }
  }

  private void endProfile(Effort effort, double rate) throws IOException, InterruptedException {
    if (effort.profiler() != null && !target.jvms().isEmpty()) {
      var measured =
          "%s-%s-%.0f-%d".formatted(scenario, target.name().replaceAll("\\W+", "-"), rate, run);
      effort.profiler().end(firstNode(), measured);
    }
  }

  private long firstNode() {
    return new TreeMap<>(target.jvms()).firstEntry().getValue();
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
                    since.compilingNanos() / MICRO / messages,
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
        load.ended(),
        Times.of(count.acks()),
        Times.of(count.deliveries()),
        count.deliveries().getTotalCount() / seconds,
        target.nodes(),
        spent);
  }

  @Override
  public void close() {
    load.close();
  }
}
