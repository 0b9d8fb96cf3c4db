package io.parley.embedded;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Command line options of the form `--name value`.
final class Arguments {

  private static final Set<String> KNOWN = Set.of("port", "data");

  private Arguments() {}

  /// @throws IllegalArgumentException when an option is unknown or has no value
  static Map<String, String> parse(String... arguments) {
    Map<String, String> settings = new TreeMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      String name = arguments[i].startsWith("--") ? arguments[i].substring(2) : "";
      if (!KNOWN.contains(name)) {
        throw new IllegalArgumentException(
            "unknown option %s (expected: --port, --data)".formatted(arguments[i]));
      }
      if (i + 1 == arguments.length) {
        throw new IllegalArgumentException("option --%s has no value".formatted(name));
      }
      settings.put(name, arguments[i + 1]);
    }
    return settings;
  }
}
