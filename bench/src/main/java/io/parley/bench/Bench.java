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
import io.parley.bench.subject.ParleyCluster;
import io.parley.bench.subject.ParleyCluster.Way;
import io.parley.bench.subject.Peer;
import io.parley.bench.subject.Target;
import io.parley.prove.cluster.Scratch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command. Ends with 0 when everything was measured, and with 2 when it could not be.
public final class Bench {

  /// All of a node's heap is there from the start: while it grows, each collection waits for the
  /// kernel to hand out pages.
  private static final List<String> HEAP = List.of("-Xms512m", "-XX:+AlwaysPreTouch");

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
      for (var rival : options.targets()) {
        for (var scenario : options.scenarios()) {
          if (!rival.has(scenario)) {
            say(
                "%s is not measured of %s: no such features"
                    .formatted(scenario.word(), rival.word()));
            continue;
          }
          measure(options, rival, scenario, run, new Loud(report));
          if (options.results() != null) {
            report.write(options.results()); // Again and again: a run may be broken off
          }
        }
      }
    }
    System.out.println();
    System.out.println(report.text());
  }

  /// On a target of its own, so that none measures what another left.
  private static void measure(
      BenchOptions options, BenchOptions.Rival rival, Scenario scenario, int run, Told told)
      throws IOException, InterruptedException {
    try (var scratch = Scratch.of("bench")) {
      try (var target = start(options, rival, scenario, scratch.path())) {
        scenario.run(target, options.effort(), run, told);
      }
    }
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

  private static Target start(
      BenchOptions options, BenchOptions.Rival rival, Scenario scenario, Path directory)
      throws IOException, InterruptedException {
    var placement = options.placement();
    var jvm = new ArrayList<>(scenario.jvmOptions());
    jvm.addAll(placement.jvmOptions());
    jvm.addAll(HEAP);
    var home = options.home();
    int nodes = options.nodes();
    var socketIo = home.resolve("bench/peers/socket-io/server.js");
    return switch (rival) {
      case PARLEY -> ParleyCluster.start(home, directory, placement, Way.STRAIGHT, nodes, jvm);
      case GATEWAY -> ParleyCluster.start(home, directory, placement, Way.GATEWAY, nodes, jvm);
      case NGINX -> ParleyCluster.start(home, directory, placement, Way.NGINX, nodes, jvm);
      case BARE -> Peer.bare(directory, placement, jvm);
      case SOCKET_IO -> Peer.socketIo(socketIo, directory, false, placement);
      case SOCKET_IO_STORED -> Peer.socketIo(socketIo, directory, true, placement);
    };
  }
}
