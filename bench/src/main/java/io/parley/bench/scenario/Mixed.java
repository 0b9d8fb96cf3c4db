package io.parley.bench.scenario;

import io.parley.bench.load.Company;
import io.parley.bench.meter.Caches;
import io.parley.bench.meter.StoreCalls;
import io.parley.bench.mixed.Town;
import io.parley.bench.result.Action;
import io.parley.bench.result.CacheUse;
import io.parley.bench.result.MixedResult;
import io.parley.bench.result.StoreTime;
import io.parley.bench.result.Told;
import io.parley.bench.subject.Target;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Measures people who do all that a chat product lets them do.
final class Mixed {

  private static final int USERS = 1_000;
  private static final int GROUP = 10;
  private static final double BASE = 100;

  private final Target target;
  private final URI rest;
  private final int run;
  private final Told told;

  /// @param run of the command, from 1
  Mixed(Target target, URI rest, int run, Told told) {
    this.target = target;
    this.rest = rest;
    this.run = run;
    this.told = told;
  }

  /// Each user is in a pair with each of the four whose numbers are next to theirs, and in two
  /// groups of ten: so one message in three goes to a group, if everyone says as much everywhere.
  static Company.Plan plan() {
    var rooms = new ArrayList<List<Integer>>();
    for (int user = 0; user < USERS; user++) {
      rooms.add(List.of(user, (user + 1) % USERS));
      rooms.add(List.of(user, (user + 2) % USERS));
    }
    for (int first = 0; first < USERS; first += GROUP / 2) {
      rooms.add(IntStream.range(first, first + GROUP).map(user -> user % USERS).boxed().toList());
    }
    return new Company.Plan(USERS, rooms, 0);
  }

  void run(Scenario scenario, List<Double> rates, Effort effort)
      throws IOException, InterruptedException {
    var plan = plan();
    int entrances = target.entrances().size();
    var town =
        Town.gather(
            target.assemble(plan),
            user -> plan.entrance(user, entrances),
            rest,
            Stage.approach(target, run));
    try (var stage = new Stage(run, scenario.word(), target, town)) {
      stage.warmUp(effort, BASE);
      for (double rate : rates) {
        var caches = Caches.of(target.meters());
        var store = StoreCalls.of(target.meters());
        var measured = stage.measure(rate, false, effort);
        told.mixed(
            new MixedResult(
                measured.result(),
                measured.count().caughtUp(),
                deeds(town),
                CacheUse.between(caches, Caches.of(target.meters())),
                StoreTime.between(store, StoreCalls.of(target.meters()))));
      }
    }
  }

  private static List<Action> deeds(Town town) {
    return town.deeds().entrySet().stream()
        .map(deed -> Action.of(deed.getKey(), deed.getValue()))
        .toList();
  }
}
