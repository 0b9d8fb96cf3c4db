package io.parley.standalone;

import java.util.Map;
import java.util.TreeMap;

/// What each service needs to find the others and the stores. Everything else, such as limits, it
/// takes from the environment or its defaults.
record Settings(Ports ports, Stores stores, DataDirectory data) {

  private static final String LOOPBACK = "http://127.0.0.1:";
  private static final String NO_MANAGEMENT_PORT = "-1";

  /// It alone may listen elsewhere than on loopback, by `PARLEY_BIND`.
  Map<String, String> ofGateway() {
    return common(ports.gateway());
  }

  /// Letters go into the data directory, unless the operator names a mail server or a directory.
  Map<String, String> ofAuth() {
    Map<String, String> settings = internal(ports.auth());
    String outbox = System.getenv("PARLEY_MAIL_OUTBOX");
    if (outbox == null || outbox.isBlank()) {
      settings.put("PARLEY_MAIL_OUTBOX", data.path("outbox").toString());
    }
    return settings;
  }

  Map<String, String> ofChat() {
    Map<String, String> settings = internal(ports.chat());
    settings.put("PARLEY_NODE_URL", LOOPBACK + ports.chat());
    return settings;
  }

  Map<String, String> ofPresence() {
    return internal(ports.presence());
  }

  private Map<String, String> internal(int port) {
    Map<String, String> settings = common(port);
    settings.put("PARLEY_BIND", "127.0.0.1");
    settings.put("parley.edge.farewell", "0s"); // The only gateway stops before them
    return settings;
  }

  private Map<String, String> common(int port) {
    Map<String, String> settings = new TreeMap<>(data.secretSettings());
    settings.put("PARLEY_PORT", Integer.toString(port));
    settings.put("PARLEY_MANAGEMENT_PORT", NO_MANAGEMENT_PORT);
    settings.put("MONGODB_URI", stores.mongoUri());
    settings.put("REDIS_URL", stores.redisUrl());
    settings.put("PARLEY_AUTH_URL", LOOPBACK + ports.auth());
    settings.put("PARLEY_CHAT_URLS", LOOPBACK + ports.chat());
    settings.put("PARLEY_PRESENCE_URL", LOOPBACK + ports.presence());
    settings.putAll(origins());
    return settings;
  }

  /// A browser may name the gateway either way, unless the operator says which it is.
  private Map<String, String> origins() {
    String origin = System.getenv("PARLEY_PUBLIC_ORIGIN");
    if (origin != null && !origin.isBlank()) {
      return Map.of();
    }
    String others = System.getenv().getOrDefault("PARLEY_ALLOWED_ORIGINS", "");
    String own = LOOPBACK + ports.gateway();
    return Map.of(
        "PARLEY_PUBLIC_ORIGIN",
        "http://localhost:" + ports.gateway(),
        "PARLEY_ALLOWED_ORIGINS",
        others.isBlank() ? own : own + "," + others);
  }
}
