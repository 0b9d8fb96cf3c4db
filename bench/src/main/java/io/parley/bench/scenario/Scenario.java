package io.parley.bench.scenario;

import io.parley.bench.load.Company;
import io.parley.bench.meter.StoreCalls;
import io.parley.bench.reads.Library;
import io.parley.bench.result.Told;
import io.parley.bench.subject.Target;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/// What is measured.
public enum Scenario {
  /// Pairs: each message has one receiver, for half of the pairs on the other node.
  DIRECT(Company.Plan.of(1_000, 2), List.of(1_000.0, 4_000.0, 6_200.0)),
  /// Rooms of a hundred: each message has ninety-nine.
  ROOM(Company.Plan.of(1_000, 100), List.of(100.0, 400.0)),
  /// One room of a thousand.
  ROOM_1000(Company.Plan.of(1_000, 1_000), List.of(10.0, 40.0)),
  /// One room of fifty thousand, of whom two thousand are there.
  ROOM_50000(Company.Plan.of(2_000, 2_000).withAbsent(48_000), List.of(2.0, 8.0)),
  /// People who do all that a chat product lets them do.
  MIXED(Mixed.plan(), List.of(50.0, 100.0)),
  /// Readers, while pairs talk.
  READS(Library.plan(), List.of(200.0)),
  /// The highest rate of pairs that is held with p99 below 200 ms and nothing lost.
  SATURATE(Company.Plan.of(1_000, 2), List.of()),
  /// The same of rooms.
  SATURATE_ROOM(Company.Plan.of(1_000, 100), List.of()),
  /// Users who come as fast as they are let in.
  CONNECT(Company.Plan.of(5_000, 0), List.of()),
  /// Sockets on which nothing is said.
  IDLE(Company.Plan.of(5_000, 0), List.of());

  // From 2,000 deliveries a second to 200,000 in ten steps, and found within 8 percent
  private static final double STEP = 1.6;
  private static final int HALVINGS = 3;
  private static final double DELIVERIES_AT_FIRST = 2_000;

  /// Of the highest rate, that servers compile for before the first figure.
  private static final double WARM_UP_PART = 2.0 / 3;

  private final Company.Plan plan;
  private final List<Double> rates;

  Scenario(Company.Plan plan, List<Double> rates) {
    this.plan = plan;
    this.rates = rates;
  }

  /// As the command names it.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// Whether it takes what none but Parley has: history, marks, presence, resume.
  public boolean isOfParleyAlone() {
    return this == MIXED || this == READS;
  }

  /// Whether nothing may be measured of servers that another target was measured of: what they let
  /// go of meanwhile would be taken off.
  public boolean wantsFreshServers() {
    return this == IDLE;
  }

  /// What the JVMs of a target need for it.
  public List<String> jvmOptions() {
    return switch (this) {
      case IDLE -> List.of("-XX:NativeMemoryTracking=summary");
      case MIXED, READS -> StoreCalls.JVM_OPTIONS;
      case DIRECT, ROOM, ROOM_1000, ROOM_50000, SATURATE, SATURATE_ROOM, CONNECT -> List.of();
    };
  }

  /// @param run of the command, from 1
  public void run(Target target, Effort effort, int run, Told told)
      throws IOException, InterruptedException {
    switch (this) {
      case DIRECT, ROOM, ROOM_1000, ROOM_50000 -> atRates(target, effort, run, told);
      case MIXED -> new Mixed(target, rest(target), run, told).run(this, rates(effort), effort);
      case READS -> new Reads(target, rest(target), run, told).run(this, rates(effort), effort);
      case SATURATE, SATURATE_ROOM -> saturate(target, effort, run, told);
      case CONNECT -> told.connect(new Doors(target, plan.users()).connect(effort.longestWarmUp()));
      case IDLE -> {
        if (!target.jvms().isEmpty()) {
          told.idle(new Doors(target, plan.users()).keep());
        }
      }
    }
  }

  private URI rest(Target target) {
    return target
        .rest()
        .orElseThrow(() -> new IllegalStateException(target.name() + " has nothing to read"));
  }

  private void atRates(Target target, Effort effort, int run, Told told)
      throws IOException, InterruptedException {
    var rates = rates(effort);
    double highest = rates.stream().mapToDouble(rate -> rate).max().orElse(0);
    try (var stage = Stage.ofCrowd(run, word(), target, plan)) {
      stage.warmUp(effort, Math.max(base(), WARM_UP_PART * highest));
      for (double rate : rates) {
        told.load(stage.measure(rate, false, effort).result());
      }
    }
  }

  private List<Double> rates(Effort effort) {
    if (!effort.rates().isEmpty()) {
      return effort.rates().stream().map(Integer::doubleValue).toList();
    }
    if (effort.quick()) {
      return List.of(isOfParleyAlone() ? rates.getFirst() : base() / 4);
    }
    return rates;
  }

  private void saturate(Target target, Effort effort, int run, Told told)
      throws IOException, InterruptedException {
    try (var stage = Stage.ofCrowd(run, word(), target, plan)) {
      double first = effort.rates().isEmpty() ? base() : effort.rates().getFirst();
      stage.warmUp(effort, first);
      double held = 0;
      double rate = first;
      while (isHeldInTwo(stage, rate, effort, told)) {
        held = rate;
        rate *= STEP;
      }
      double broke = rate;
      for (int i = 0; i < HALVINGS; i++) {
        stage.rest(base() / 2);
        rate = (held + broke) / 2;
        if (isHeldInTwo(stage, rate, effort, told)) {
          held = rate;
        } else {
          broke = rate;
        }
      }
    }
  }

  /// A burst of the compilers, or of whatever else has the machine for a second, is no limit: one
  /// is broken twice.
  private boolean isHeldInTwo(Stage stage, double rate, Effort effort, Told told)
      throws IOException, InterruptedException {
    if (isHeld(stage, rate, effort, told)) {
      return true;
    }
    stage.rest(base() / 2);
    return isHeld(stage, rate, effort, told);
  }

  private static boolean isHeld(Stage stage, double rate, Effort effort, Told told)
      throws IOException, InterruptedException {
    var result = stage.measure(rate, true, effort).result();
    told.load(result);
    return result.isHeld();
  }

  private double base() {
    return DELIVERIES_AT_FIRST / plan.receivers();
  }
}
