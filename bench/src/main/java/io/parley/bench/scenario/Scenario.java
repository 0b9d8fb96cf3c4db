package io.parley.bench.scenario;

import io.parley.bench.load.Company;
import io.parley.bench.subject.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// What is measured.
public enum Scenario {
  /// Pairs: each message has one receiver, for half of the pairs on the other node.
  DIRECT(new Company.Plan(1_000, 2), List.of(1_000.0, 4_000.0, 6_200.0)),
  /// Rooms of a hundred: each message has ninety-nine.
  ROOM(new Company.Plan(1_000, 100), List.of(100.0, 400.0)),
  /// One room of a thousand.
  ROOM_1000(new Company.Plan(1_000, 1_000), List.of(10.0, 40.0)),
  /// The highest rate of pairs that is held with p99 below 200 ms and nothing lost.
  SATURATE(new Company.Plan(1_000, 2), List.of()),
  /// The same of rooms.
  SATURATE_ROOM(new Company.Plan(1_000, 100), List.of()),
  /// Users who come as fast as they are let in.
  CONNECT(new Company.Plan(5_000, 0), List.of()),
  /// Sockets on which nothing is said.
  IDLE(new Company.Plan(5_000, 0), List.of());

  private static final Duration SETTLE = Duration.ofSeconds(3);
  private static final List<Double> WARM_UP = List.of(0.1, 0.25, 0.5, 1.0);
  private static final List<Double> QUICK_WARM_UP = List.of(0.1, 0.25);
  private static final double STEP = 1.3;
  private static final int HALVINGS = 2;
  private static final double DELIVERIES_AT_FIRST = 2_000;

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

  /// What the JVMs of a target need for it.
  public List<String> jvmOptions() {
    return this == IDLE ? List.of("-XX:NativeMemoryTracking=summary") : List.of();
  }

  /// @param run of the command, from 1
  public void run(Target target, Effort effort, int run, Told told)
      throws IOException, InterruptedException {
    switch (this) {
      case DIRECT, ROOM, ROOM_1000 -> atRates(target, effort, run, told);
      case SATURATE, SATURATE_ROOM -> saturate(target, effort, run, told);
      case CONNECT -> told.connect(new Doors(target, plan.users()).connect());
      case IDLE -> {
        if (!target.jvms().isEmpty()) {
          told.idle(new Doors(target, plan.users()).keep());
        }
      }
    }
  }

  private void atRates(Target target, Effort effort, int run, Told told)
      throws IOException, InterruptedException {
    try (var stage = warm(target, effort, run, told)) {
      for (double rate : rates(effort)) {
        stage.measure(rate, false, SETTLE, effort.time());
      }
    }
  }

  private List<Double> rates(Effort effort) {
    if (!effort.rates().isEmpty()) {
      return effort.rates().stream().map(Integer::doubleValue).toList();
    }
    return effort.quick() ? List.of(base() / 4) : rates;
  }

  private void saturate(Target target, Effort effort, int run, Told told)
      throws IOException, InterruptedException {
    try (var stage = warm(target, effort, run, told)) {
      double held = 0;
      double rate = base();
      while (stage.measure(rate, true, SETTLE, effort.time()).isHeld()) {
        held = rate;
        rate *= STEP;
      }
      double broke = rate;
      for (int i = 0; i < HALVINGS; i++) {
        stage.warmUp(base() / 2, SETTLE);
        rate = (held + broke) / 2;
        if (stage.measure(rate, true, SETTLE, effort.time()).isHeld()) {
          held = rate;
        } else {
          broke = rate;
        }
      }
    }
  }

  private Stage warm(Target target, Effort effort, int run, Told told)
      throws IOException, InterruptedException {
    var stage = Stage.set(run, word(), target, plan, told);
    for (double part : effort.quick() ? QUICK_WARM_UP : WARM_UP) {
      stage.warmUp(part * base(), effort.warmUp().dividedBy(WARM_UP.size()));
    }
    target.settle();
    stage.warmUp(base() / 4, SETTLE);
    return stage;
  }

  private double base() {
    return DELIVERIES_AT_FIRST / (plan.members() - 1);
  }
}
