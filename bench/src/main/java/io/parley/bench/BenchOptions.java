package io.parley.bench;

import io.parley.bench.meter.Profiler;
import io.parley.bench.scenario.Effort;
import io.parley.bench.scenario.Scenario;
import io.parley.bench.subject.ParleyCluster;
import io.parley.bench.subject.ParleyCluster.Way;
import io.parley.bench.subject.Placement;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The words of `./parley bench`.
///
/// @param home the directory of `parley`
/// @param placement on which processors the servers and the load run
/// @param nodes chat nodes of Parley
/// @param runs of everything
/// @param results where the page of results goes; null for nowhere
record BenchOptions(
    Path home,
    Placement placement,
    List<Scenario> scenarios,
    List<Rival> targets,
    int nodes,
    int runs,
    Effort effort,
    @Nullable Path results) {

  private static final int MOST = 1_000;
  private static final int MOST_NODES = 16;
  private static final int MOST_RATE = 1_000_000;

  /// What can be measured.
  enum Rival {
    PARLEY,
    GATEWAY,
    NGINX,
    BARE,
    SOCKET_IO,
    SOCKET_IO_STORED;

    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// How sockets get to the nodes of Parley; null for what is not Parley.
    @Nullable Way way() {
      return switch (this) {
        case PARLEY -> Way.STRAIGHT;
        case GATEWAY -> Way.GATEWAY;
        case NGINX -> Way.NGINX;
        case BARE, SOCKET_IO, SOCKET_IO_STORED -> null;
      };
    }

    /// Whether it can do what a scenario asks for.
    boolean has(Scenario scenario) {
      return way() != null || !scenario.isOfParleyAlone();
    }
  }

  /// @param words the directory of `parley`, the processors of the servers and those of the load,
  ///   then names of scenarios and pairs such as `--runs 5`
  /// @throws IllegalArgumentException for a word that is not understood, with what was expected
  static BenchOptions of(String... words) {
    var scenarios = new ArrayList<Scenario>();
    var targets = Arrays.asList(Rival.values());
    int nodes = ParleyCluster.USUAL_NODES;
    int runs = 1;
    int seconds = 10;
    int warmUp = 120;
    boolean quick = false;
    List<Integer> rates = List.of();
    Path results = null;
    Path profiler = null;
    for (int i = 3; i < words.length; i++) {
      switch (words[i]) {
        case "--targets" -> targets = targets(value(words, ++i));
        case "--nodes" -> nodes = number("--nodes", value(words, ++i), MOST_NODES);
        case "--runs" -> runs = number("--runs", value(words, ++i));
        case "--seconds" -> seconds = number("--seconds", value(words, ++i));
        case "--warm-up" -> warmUp = number("--warm-up", value(words, ++i));
        case "--rates" -> rates = rates(value(words, ++i));
        case "--quick" -> quick = true;
        case "--results" -> results = Path.of(value(words, ++i));
        case "--profiler" -> profiler = Path.of(value(words, ++i));
        default -> scenarios.add(scenario(words[i]));
      }
    }
    check(scenarios, targets);
    return new BenchOptions(
        Path.of(words[0]).toAbsolutePath(),
        new Placement(words[1], words[2]),
        scenarios.isEmpty() ? List.of(Scenario.values()) : List.copyOf(scenarios),
        targets,
        nodes,
        runs,
        new Effort(
            Duration.ofSeconds(seconds),
            Duration.ofSeconds(warmUp),
            quick,
            rates,
            profiler(profiler, results)),
        results);
  }

  private static @Nullable Profiler profiler(@Nullable Path library, @Nullable Path results) {
    if (library == null) {
      return null;
    }
    if (results == null) {
      throw new IllegalArgumentException(
          "--profiler %s without --results (expected: a page that its flame graphs lie beside)"
              .formatted(library));
    }
    return new Profiler(library, results);
  }

  /// Of each scenario that is asked for by name, something can be measured.
  private static void check(List<Scenario> scenarios, List<Rival> targets) {
    for (var scenario : scenarios) {
      if (targets.stream().noneMatch(target -> target.has(scenario))) {
        throw new IllegalArgumentException(
            "scenario %s cannot be measured of %s, which has neither history nor marks nor presence (expected one of: %s)"
                .formatted(scenario.word(), words(targets), words(having(scenario))));
      }
    }
  }

  private static List<Rival> having(Scenario scenario) {
    return Arrays.stream(Rival.values()).filter(target -> target.has(scenario)).toList();
  }

  private static String words(List<Rival> targets) {
    return targets.stream().map(Rival::word).collect(Collectors.joining(", "));
  }

  /// The command that does the same again.
  String command() {
    return "./parley bench %s --targets %s --nodes %d --runs %d --seconds %d --warm-up %d%s%s"
        .formatted(
            scenarios.stream().map(Scenario::word).collect(Collectors.joining(" ")),
            targets.stream().map(Rival::word).collect(Collectors.joining(",")),
            nodes,
            runs,
            effort.time().toSeconds(),
            effort.warmUp().toSeconds(),
            effort.rates().isEmpty() ? "" : " --rates " + commaed(effort.rates()),
            effort.quick() ? " --quick" : "")
        .concat(
            effort.profiler() == null ? "" : " --results FILE.md --profiler libasyncProfiler.so");
  }

  private static String commaed(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  private static String value(String[] words, int at) {
    if (at == words.length) {
      throw new IllegalArgumentException("option " + words[at - 1] + " has no value");
    }
    return words[at];
  }

  private static Scenario scenario(String word) {
    return Arrays.stream(Scenario.values())
        .filter(one -> one.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown scenario %s (expected: %s, --targets, --nodes, --runs, --seconds, --warm-up, --rates, --quick, --results, --profiler)"
                        .formatted(
                            word,
                            Arrays.stream(Scenario.values())
                                .map(Scenario::word)
                                .collect(Collectors.joining(", ")))));
  }

  private static List<Rival> targets(String names) {
    return Arrays.stream(names.split(",")).map(BenchOptions::target).toList();
  }

  private static Rival target(String word) {
    return Arrays.stream(Rival.values())
        .filter(one -> one.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown target %s (expected: %s)"
                        .formatted(
                            word,
                            Arrays.stream(Rival.values())
                                .map(Rival::word)
                                .collect(Collectors.joining(", ")))));
  }

  private static List<Integer> rates(String numbers) {
    return Arrays.stream(numbers.split(",")).map(one -> number("--rates", one, MOST_RATE)).toList();
  }

  private static int number(String option, String value) {
    return number(option, value, MOST);
  }

  private static int number(String option, String value, int most) {
    try {
      int number = Integer.parseInt(value);
      if (number >= 1 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, as of a number out of range
    }
    throw new IllegalArgumentException(
        "%s %s (expected: a number from 1 to %d)".formatted(option, value, most));
  }
}
