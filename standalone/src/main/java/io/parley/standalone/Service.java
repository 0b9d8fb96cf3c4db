package io.parley.standalone;

import java.util.Map;
import java.util.function.Supplier;
import org.springframework.boot.builder.SpringApplicationBuilder;

/// One service to start.
///
/// @param settings by the names that it takes from the environment; they win over the environment
record Service(
    String name, Supplier<SpringApplicationBuilder> application, Map<String, String> settings) {

  String[] arguments() {
    return settings.entrySet().stream()
        .map(setting -> "--%s=%s".formatted(setting.getKey(), setting.getValue()))
        .toArray(String[]::new);
  }
}
