package io.parley.prove.churn;

import java.nio.file.Path;

/// The words of `./parley churn`.
///
/// @param sockets that are opened and closed between the two counts
/// @param rate of new sockets a second, at most
record ChurnOptions(Path home, int sockets, int rate) {

  private static final int DEFAULT_SOCKETS = 144_000;
  private static final int DEFAULT_RATE = 120;
  private static final int MOST_SOCKETS = 100_000_000;
  private static final int MOST_RATE = 10_000;

  /// @param words pairs such as `--sockets 5000`; the first one is the directory of `parley`
  /// @throws IllegalArgumentException for a word that is not understood, with what was expected
  static ChurnOptions of(String... words) {
    int sockets = DEFAULT_SOCKETS;
    int rate = DEFAULT_RATE;
    for (int i = 1; i < words.length; i += 2) {
      var option = words[i];
      if (i + 1 == words.length) {
        throw new IllegalArgumentException("option " + option + " has no value");
      }
      switch (option) {
        case "--sockets" -> sockets = number(option, words[i + 1], MOST_SOCKETS);
        case "--rate" -> rate = number(option, words[i + 1], MOST_RATE);
        default ->
            throw new IllegalArgumentException(
                "unknown option " + option + " of churn (expected: --sockets, --rate)");
      }
    }
    return new ChurnOptions(Path.of(words[0]).toAbsolutePath(), sockets, rate);
  }

  /// The command that does the same again.
  String command() {
    return "./parley churn --sockets %d --rate %d".formatted(sockets, rate);
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
