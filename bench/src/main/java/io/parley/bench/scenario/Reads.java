package io.parley.bench.scenario;

import io.parley.bench.load.Company;
import io.parley.bench.load.Crowd;
import io.parley.bench.meter.Caches;
import io.parley.bench.meter.StoreCalls;
import io.parley.bench.reads.Library;
import io.parley.bench.reads.Reading;
import io.parley.bench.result.Action;
import io.parley.bench.result.CacheUse;
import io.parley.bench.result.ReadsResult;
import io.parley.bench.result.Result;
import io.parley.bench.result.Spent;
import io.parley.bench.result.StoreTime;
import io.parley.bench.result.Told;
import io.parley.bench.subject.Target;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Measures readers while others talk, with ever more in what they read.
final class Reads {

  private static final List<Integer> STORED = List.of(10_000, 100_000);

  /// So much of each writer is on its way at one time, so that a wait for it makes sense.
  private static final int FILLED_AT_ONCE = 100;

  private final Target target;
  private final URI rest;
  private final int run;
  private final Told told;

  /// @param run of the command, from 1
  Reads(Target target, URI rest, int run, Told told) {
    this.target = target;
    this.rest = rest;
    this.run = run;
    this.told = told;
  }

  void run(Scenario scenario, List<Double> rates, Effort effort)
      throws IOException, InterruptedException {
    var company = target.assemble(Library.plan());
    var library = new Library(company);
    int entrances = target.entrances().size();
    var talkers =
        Crowd.gather(
            target.dialect(),
            Library.talkers(company),
            user -> Library.PAIRS.entrance(user, entrances),
            Stage.approach(target, run));
    try (var reading = new Reading(talkers, library, rest, run)) {
      var readers = new Stage(run, scenario.word(), target, reading);
      var alone = new Stage(run, scenario.word(), target, talkers);
      int filled = 0;
      for (int stored : effort.quick() ? STORED.subList(0, 1) : STORED) {
        fill(library.writers(company), (stored - filled) / Library.GROUPS);
        reading.filled(stored / Library.GROUPS);
        if (filled == 0) {
          readers.warmUp(effort, rates.getFirst());
        }
        filled = stored;
        for (double rate : rates) {
          readers.rest(rate);
          var before = alone.measure(rate, false, effort).result();
          var caches = Caches.of(target.meters());
          var store = StoreCalls.of(target.meters());
          var during = readers.measure(rate, false, effort).result();
          var meters =
              new Meters(
                  CacheUse.between(caches, Caches.of(target.meters())),
                  StoreTime.between(store, StoreCalls.of(target.meters())));
          told.reads(result(stored, before, during, reading, meters));
        }
      }
    }
  }

  /// Lets the writers say so much in each of the groups, as fast as it is stored.
  private void fill(Company writers, int each) throws InterruptedException {
    int entrances = target.entrances().size();
    try (var crowd =
        Crowd.gather(
            target.dialect(), writers, user -> user % entrances, Stage.approach(target, run))) {
      for (int left = each; left > 0; left -= FILLED_AT_ONCE) {
        crowd.say(Math.min(left, FILLED_AT_ONCE));
        crowd.awaitQuiet();
      }
      if (!crowd.ended().isEmpty()) {
        throw new IllegalStateException("what is to be read could not be stored: " + crowd.ended());
      }
    }
  }

  private record Meters(List<CacheUse> caches, List<StoreTime> store) {}

  private static ReadsResult result(
      long stored, Result before, Result during, Reading reading, Meters meters) {
    var actions =
        reading.answers().entrySet().stream()
            .map(answer -> Action.of(answer.getKey(), answer.getValue()))
            .toList();
    long reads = actions.stream().mapToLong(Action::done).sum();
    return new ReadsResult(
        stored,
        during,
        reads / during.seconds(),
        actions,
        meters.caches(),
        meters.store(),
        more(before, during, reads));
  }

  /// Of each kind of process, what a read took beside what the same talk takes alone.
  private static Map<String, Double> more(Result before, Result during, long reads) {
    var more = new TreeMap<String, Double>();
    during
        .spent()
        .forEach(
            (kind, spent) -> {
              double alone =
                  before.spent().getOrDefault(kind, Spent.NOTHING).cpuMicrosAMessage()
                      * before.sent()
                      / before.seconds();
              double now = spent.cpuMicrosAMessage() * during.sent() / during.seconds();
              more.put(kind, (now - alone) * during.seconds() / Math.max(1, reads));
            });
    return more;
  }
}
