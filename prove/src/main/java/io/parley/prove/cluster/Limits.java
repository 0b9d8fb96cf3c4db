package io.parley.prove.cluster;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The limits that a load meets, switched off: their defaults have tests of their own.
public final class Limits {

  private static final List<String> OFF =
      List.of(
          "SENDS_PER_SECOND",
          "SENDS_BURST",
          "FRAMES_PER_SECOND",
          "FRAMES_BURST",
          "CONVERSATIONS_PER_HOUR",
          "HANDSHAKES_PER_ADDRESS",
          "REQUESTS_PER_USER",
          "SOCKETS",
          "TICKETS_USER");

  private Limits() {}

  /// Settings for the environment of a cluster.
  ///
  /// @param more names of limits to switch off besides
  public static Map<String, String> off(String... more) {
    var off = new LinkedHashMap<String, String>();
    OFF.forEach(limit -> off.put("PARLEY_LIMIT_" + limit, "0"));
    for (var limit : more) {
      off.put("PARLEY_LIMIT_" + limit, "0");
    }
    return off;
  }
}
