package io.parley.bench;

import io.parley.bench.report.PartTables;
import io.parley.bench.report.Report;
import io.parley.bench.report.Table;
import io.parley.bench.result.ConnectResult;
import io.parley.bench.result.IdleResult;
import io.parley.bench.result.MixedResult;
import io.parley.bench.result.ReadsResult;
import io.parley.bench.result.Result;
import io.parley.bench.result.Told;
import io.parley.bench.scenario.Scenario;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The command. Ends with 0 when everything was measured, and with 2 when it could not be.
public final class Bench {

  private Bench() {}

  public static void main(String[] words) {
    System.exit(isDone(words) ? 0 : 2);
  }

  private static boolean isDone(String[] words) {
    try (var _ = BreakOff.heeded()) {
      run(BenchOptions.of(words));
      return true;
    } catch (IllegalArgumentException e) {
      System.err.println("parley: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // It was said by who broke it off
    } catch (IOException | IllegalStateException e) {
      System.err.println("parley: the run could not be done: " + e.getMessage());
    }
    return false;
  }

  private static void run(BenchOptions options) throws IOException, InterruptedException {
    System.out.println(options.command());
    var report = new Report(options.command());
    for (int run = 1; run <= options.runs(); run++) {
      for (var scenario : options.scenarios()) {
        measure(options, scenario, run, report);
      }
    }
    System.out.println();
    System.out.println(report.text());
  }

  private static void measure(BenchOptions options, Scenario scenario, int run, Report report)
      throws IOException, InterruptedException {
    try (var servers = new Servers(options, scenario)) {
      for (var rival : inTurn(options.targets(), run)) {
        if (rival.has(scenario)) {
          scenario.run(servers.of(rival), options.effort(), run, new Loud(report));
          if (options.results() != null) {
            report.write(options.results()); // Again and again: a run may be broken off
          }
        } else {
          say(
              "%s is not measured of %s: no such features"
                  .formatted(scenario.word(), rival.word()));
        }
      }
    }
  }

  /// With another one first in each run: of the same servers, whoever comes first has more of what
  /// they compile.
  private static List<BenchOptions.Rival> inTurn(List<BenchOptions.Rival> targets, int run) {
    var inTurn = new ArrayList<>(targets);
    Collections.rotate(inTurn, 1 - run);
    return inTurn;
  }

  /// At once, also into a pipe.
  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  /// Says what is measured while it is.
  private record Loud(Report report) implements Told {

    @Override
    public void load(Result result) {
      say(Table.row(result));
      report.load(result);
    }

    @Override
    public void connect(ConnectResult result) {
      say(Table.row(result));
      report.connect(result);
    }

    @Override
    public void idle(IdleResult result) {
      say(Table.row(result));
      report.idle(result);
    }

    @Override
    public void mixed(MixedResult result) {
      say(Table.row(result.talk()));
      say(PartTables.ofMixed(List.of(result)));
      report.mixed(result);
    }

    @Override
    public void reads(ReadsResult result) {
      say(Table.row(result));
      say(PartTables.ofReads(List.of(result)));
      report.reads(result);
    }
  }
}
