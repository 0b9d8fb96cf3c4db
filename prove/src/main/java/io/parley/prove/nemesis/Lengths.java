package io.parley.prove.nemesis;

import java.time.Duration;

/// How long attacks last.
///
/// @param pause that a node stands still
/// @param away that a store is not there
/// @param harm of everything else
/// @param rollsAll whether each node is restarted, or one of a kind
record Lengths(Duration pause, Duration away, Duration harm, boolean rollsAll) {

  private static final Duration LONG_RUN = Duration.ofMinutes(10);

  /// The lengths that the promises name, or shorter ones so that a short run meets everything.
  static Lengths of(Duration run) {
    return run.compareTo(LONG_RUN) >= 0
        ? new Lengths(Duration.ofSeconds(90), Duration.ofSeconds(60), Duration.ofSeconds(60), true)
        : new Lengths(
            Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(12), false);
  }
}
