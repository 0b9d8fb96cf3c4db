package io.parley.prove.scenario;

import io.parley.prove.check.Allowances;
import io.parley.prove.check.Checker;
import io.parley.prove.cluster.Cluster;
import io.parley.prove.cluster.Ending;
import io.parley.prove.cluster.Scratch;
import io.parley.prove.history.History;
import io.parley.prove.history.HistoryFile;
import io.parley.prove.history.RunEntry;
import io.parley.prove.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutionException;

/// `./parley prove`. Ends with 0 when nothing was violated, with 1 when something was, and with 2
/// when the run itself could not be done.
public final class Prove {

  /// What is promised, and 5 s for a machine that runs cluster and clients at once.
  static final Allowances ALLOWANCES = Allowances.of(Duration.ofSeconds(5));

  private Prove() {}

  public static void main(String[] words) throws InterruptedException {
    Options options;
    try {
      options = Options.of(words);
    } catch (IllegalArgumentException e) {
      System.err.println("parley: " + e.getMessage());
      System.exit(2);
      return;
    }
    try {
      System.exit(prove(options) ? 0 : 1);
    } catch (IOException | ExecutionException | RuntimeException e) {
      System.err.println("parley: the run could not be done: " + e.getMessage());
      System.exit(2);
    }
  }

  private static boolean prove(Options options)
      throws IOException, ExecutionException, InterruptedException {
    say("Seed " + options.seed() + ": " + options.command());
    var scratch = Scratch.of("prove");
    var directory = scratch.path();
    var file = directory.resolve("history.jsonl");
    record(options, directory, file);
    var history = History.read(file);
    var verdict = new Checker(ALLOWANCES).check(history);
    var report = Report.of(history, verdict);
    if (options.report() == null) {
      say(report);
    } else {
      Files.writeString(options.report(), report);
      say("The report is in " + options.report());
    }
    if (verdict.isClean()) {
      scratch.close();
      say("Nothing was violated");
    } else {
      say(
          "%d violations; the history and the logs are in %s"
              .formatted(verdict.violations().size(), directory));
    }
    return verdict.isClean();
  }

  private static void record(Options options, Path directory, Path file)
      throws IOException, ExecutionException, InterruptedException {
    try (var recorder = HistoryFile.create(file)) {
      recorder.write(
          new RunEntry.Begun(
              recorder.now(), options.seed(), options.command(), shape(options), machine()));
      var shape =
          new Cluster.Shape(options.home(), directory, options.chatNodes(), options.gateways());
      say("Starting the cluster in " + directory);
      var random = new Random(options.seed() + 1);
      var cluster = Cluster.start(shape, new Journal(recorder), random);
      try (var _ = Ending.of(cluster)) {
        new Run(options, cluster, recorder, Prove::say).run();
      }
    }
  }

  private static String shape(Options options) {
    return "%d chat nodes, %d gateways, %s, %d messages a second"
        .formatted(options.chatNodes(), options.gateways(), Cast.SHAPE, Load.MESSAGES_A_SECOND);
  }

  private static String machine() {
    return "%d processors, %s %s, Java %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            System.getProperty("java.version"));
  }

  private static void say(String words) {
    System.out.println(words);
  }
}
