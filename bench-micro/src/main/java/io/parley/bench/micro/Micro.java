package io.parley.bench.micro;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// The command `./parley bench micro`: a row of a table for each benchmark, as soon as it is
/// measured. Ends with 0 when everything was, and with 2 when it could not be.
public final class Micro {

  private static final int FORKS = 2;
  private static final int WARM_UPS = 5;
  private static final int ITERATIONS = 5;
  private static final TimeValue ITERATION = TimeValue.seconds(1);

  private Micro() {}

  /// Measures what the patterns find.
  ///
  /// @param patterns regular expressions, one of which is found in the name of a benchmark; none
  ///   for all benchmarks
  public static void main(String[] patterns) {
    try {
      run(named(List.of(patterns)));
      System.exit(0);
    } catch (PatternSyntaxException e) {
      System.err.println("parley: " + e.getPattern() + ": " + e.getDescription());
    } catch (IllegalArgumentException e) {
      System.err.println("parley: " + e.getMessage());
    } catch (RunnerException e) {
      System.err.println("parley: the run could not be done: " + e.getMessage());
    }
    System.exit(2);
  }

  private static void run(List<String> names) throws RunnerException {
    System.out.print(Row.HEAD);
    for (var name : names) {
      for (var result : new Runner(options(name).build()).run()) {
        say(Row.of(result));
      }
    }
  }

  /// The full names of the benchmarks whose name, as a row has it, a pattern finds.
  ///
  /// @throws IllegalArgumentException when it finds none, with those that there are
  static List<String> named(List<String> patterns) {
    var wanted = patterns.stream().map(Pattern::compile).toList();
    var found = all().stream().filter(name -> isWanted(name, wanted)).toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "no benchmark is called %s (expected: %s)"
              .formatted(
                  String.join(" or ", patterns),
                  all().stream().map(Row::shortName).collect(Collectors.joining(", "))));
    }
    return found;
  }

  private static boolean isWanted(String name, List<Pattern> wanted) {
    return wanted.isEmpty()
        || wanted.stream().anyMatch(pattern -> pattern.matcher(Row.shortName(name)).find());
  }

  private static List<String> all() {
    var quiet = OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT);
    return BenchmarkList.defaultList().getAll(quiet, List.of()).stream()
        .map(BenchmarkListEntry::getUsername)
        .sorted(Comparator.comparing(Row::shortName))
        .toList();
  }

  /// How one benchmark is measured.
  static ChainedOptionsBuilder options(String name) {
    return new OptionsBuilder()
        .include("^" + Pattern.quote(name) + "$")
        .mode(Mode.AverageTime)
        .timeUnit(TimeUnit.NANOSECONDS)
        .threads(1)
        .forks(FORKS)
        .warmupIterations(WARM_UPS)
        .warmupTime(ITERATION)
        .measurementIterations(ITERATIONS)
        .measurementTime(ITERATION)
        .addProfiler(GCProfiler.class)
        .verbosity(VerboseMode.SILENT)
        .shouldFailOnError(true);
  }

  /// At once, also into a pipe.
  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
