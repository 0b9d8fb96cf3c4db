package io.parley.bench;

import io.parley.bench.report.Report;
import io.parley.bench.report.Table;
import io.parley.bench.scenario.ConnectResult;
import io.parley.bench.scenario.IdleResult;
import io.parley.bench.scenario.Result;
import io.parley.bench.scenario.Scenario;
import io.parley.bench.scenario.Told;
import io.parley.bench.subject.ParleyCluster;
import io.parley.bench.subject.ParleyCluster.Way;
import io.parley.bench.subject.Peer;
import io.parley.bench.subject.Target;
import io.parley.prove.cluster.Ending;
import io.parley.prove.cluster.Scratch;
import java.io.IOException;
import java.nio.file.Path;

/// The command. Ends with 0 when everything was measured, and with 2 when it could not be.
public final class Bench {

  private Bench() {}

  public static void main(String[] words) throws InterruptedException {
    try {
      run(BenchOptions.of(words));
      System.exit(0);
    } catch (IllegalArgumentException e) {
      System.err.println("parley: " + e.getMessage());
    } catch (IOException | IllegalStateException e) {
      System.err.println("parley: the run could not be done: " + e.getMessage());
    }
    System.exit(2);
  }

  private static void run(BenchOptions options) throws IOException, InterruptedException {
    System.out.println(options.command());
    var report = new Report(options.command());
    for (int run = 1; run <= options.runs(); run++) {
      for (var rival : options.targets()) {
        for (var scenario : options.scenarios()) {
          measure(options, rival, scenario, run, new Loud(report));
        }
      }
    }
    System.out.println();
    System.out.println(report.text());
    if (options.results() != null) {
      report.write(options.results());
    }
  }

  /// On a target of its own, so that none measures what another left.
  private static void measure(
      BenchOptions options, BenchOptions.Rival rival, Scenario scenario, int run, Told told)
      throws IOException, InterruptedException {
    try (var scratch = Scratch.of("bench")) {
      var target = start(options, rival, scenario, scratch.path());
      try (var _ = Ending.of(target)) {
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
  }

  private static Target start(
      BenchOptions options, BenchOptions.Rival rival, Scenario scenario, Path directory)
      throws IOException, InterruptedException {
    var placement = options.placement();
    var jvm = scenario.jvmOptions();
    var home = options.home();
    var socketIo = home.resolve("bench/peers/socket-io/server.js");
    return switch (rival) {
      case PARLEY -> ParleyCluster.start(home, directory, placement, Way.STRAIGHT, jvm);
      case GATEWAY -> ParleyCluster.start(home, directory, placement, Way.GATEWAY, jvm);
      case NGINX -> ParleyCluster.start(home, directory, placement, Way.NGINX, jvm);
      case BARE -> Peer.bare(directory, placement, jvm);
      case SOCKET_IO -> Peer.socketIo(socketIo, directory, false, placement);
      case SOCKET_IO_STORED -> Peer.socketIo(socketIo, directory, true, placement);
    };
  }
}
