package io.parley.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Each module says what it is made of (CycloneDX), and none of that is a snapshot, a milestone or
/// a release candidate.
class SbomIT {

  private static final Pattern UNFINISHED =
      Pattern.compile("(?i).*([.-](m|rc|cr)[.-]?\\d+|-snapshot)$");

  static List<String> services() {
    return List.of(
        "common",
        "edge",
        "gateway",
        "auth-service",
        "chat-service",
        "presence-service",
        "standalone");
  }

  @ParameterizedTest
  @MethodSource("services")
  void moduleSaysWhatItIsMadeOfAndNothingOfItIsUnfinished(String module) throws IOException {
    var file = Platform.HOME.resolve(module).resolve("target").resolve("bom.json");
    var bom = Api.JSON.readTree(Files.readString(file));

    assertThat(bom.get("bomFormat").asString()).isEqualTo("CycloneDX");
    assertThat(bom.at("/metadata/component/name").asString()).isEqualTo(module);
    var parts = new ArrayList<String>();
    for (var component : bom.get("components")) {
      parts.add(text(component, "name") + " " + text(component, "version"));
    }
    assertThat(parts).isNotEmpty().noneMatch(part -> UNFINISHED.matcher(part).matches());
  }

  private static String text(JsonNode component, String field) {
    return component.path(field).asString("");
  }
}
