package io.parley.standalone;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/// The command line.
///
/// @param port of the gateway
/// @param data the directory of everything that is kept
/// @param rehearse start, let some people talk, stop, end
record Options(int port, Path data, boolean rehearse) {

  private static final int HIGHEST_PORT = 65_535;

  static Options parse(String... arguments) {
    int port = 8080;
    Path data = Path.of(".parley");
    boolean rehearse = false;
    Iterator<String> words = List.of(arguments).iterator();
    while (words.hasNext()) {
      String word = words.next();
      switch (word) {
        case "--port" -> port = port(value(word, words));
        case "--data" -> data = Path.of(value(word, words));
        case "--rehearse" -> rehearse = true;
        default ->
            throw new StartFailure("unknown option %s (expected: --port, --data)".formatted(word));
      }
    }
    return new Options(port, data.toAbsolutePath().normalize(), rehearse);
  }

  private static String value(String option, Iterator<String> words) {
    if (!words.hasNext()) {
      throw new StartFailure("option %s has no value".formatted(option));
    }
    return words.next();
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= HIGHEST_PORT) {
        return port;
      }
    } catch (NumberFormatException notANumber) {
      // the sentence below says what is expected
    }
    throw new StartFailure("--port %s (expected: 0 to %d)".formatted(text, HIGHEST_PORT));
  }
}
