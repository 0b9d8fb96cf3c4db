package io.parley.prove.scenario;

import io.parley.prove.nemesis.Attack;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The words of `./parley prove`.
///
/// @param seed of everything random
/// @param time of load, the quiet at its end included
/// @param report the file for the report; null: it is printed alone
record Options(
    Path home,
    long seed,
    Duration time,
    Set<Attack> attacks,
    int chatNodes,
    int gateways,
    @Nullable Path report) {

  private static final int DEFAULT_MINUTES = 3;
  private static final int DEFAULT_CHAT_NODES = 3;
  private static final int DEFAULT_GATEWAYS = 2;
  private static final int MOST_MINUTES = 24 * 60;
  private static final int MOST_PROCESSES = 16;

  /// @param words pairs such as `--seed 7`; the first one is the directory of `parley`
  /// @throws IllegalArgumentException for a word that is not understood, with what was expected
  static Options of(String... words) {
    long seed = new SecureRandom().nextLong(1_000_000_000);
    int minutes = DEFAULT_MINUTES;
    int chatNodes = DEFAULT_CHAT_NODES;
    int gateways = DEFAULT_GATEWAYS;
    Set<Attack> attacks = EnumSet.allOf(Attack.class);
    Path report = null;
    for (int i = 1; i < words.length; i += 2) {
      var option = words[i];
      if (i + 1 == words.length) {
        throw new IllegalArgumentException("option " + option + " has no value");
      }
      var value = words[i + 1];
      switch (option) {
        case "--seed" -> seed = number(option, value, Long.MIN_VALUE, Long.MAX_VALUE);
        case "--minutes" -> minutes = (int) number(option, value, 1, MOST_MINUTES);
        case "--chat" -> chatNodes = (int) number(option, value, 2, MOST_PROCESSES);
        case "--gateway" -> gateways = (int) number(option, value, 1, MOST_PROCESSES);
        case "--faults" -> attacks = Attack.named(value);
        case "--report" -> report = Path.of(value).toAbsolutePath();
        default ->
            throw new IllegalArgumentException(
                "unknown option "
                    + option
                    + " of prove (expected: --seed, --minutes, --faults, --chat, --gateway,"
                    + " --report)");
      }
    }
    return new Options(
        Path.of(words[0]).toAbsolutePath(),
        seed,
        Duration.ofMinutes(minutes),
        attacks,
        chatNodes,
        gateways,
        report);
  }

  /// The command that does the same again.
  String command() {
    return "./parley prove --seed %d --minutes %d --faults %s --chat %d --gateway %d"
        .formatted(
            seed,
            time.toMinutes(),
            String.join(",", attacks.stream().map(Attack::word).toList()),
            chatNodes,
            gateways);
  }

  private static long number(String option, String value, long least, long most) {
    try {
      long number = Long.parseLong(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, as of a number out of range
    }
    throw new IllegalArgumentException(
        "%s %s (expected: a number from %d to %d)".formatted(option, value, least, most));
  }
}
