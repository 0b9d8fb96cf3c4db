package io.parley.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPatternParser;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The published documents for themselves; whether the platform does as they say is tested with it
/// running.
class ApiDocumentsTest {

  private static final Set<String> OF_THE_GATEWAY =
      Set.of("/health", "/api/openapi.json", "/api/asyncapi.json");
  private static final Set<String> NOT_BUILT_YET = Set.of("/api/search/**", "/api/attachments/**");
  private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");

  private final JsonNode openApi = read("api/openapi.json");
  private final JsonNode asyncApi = read("api/asyncapi.json");

  @Test
  void referencesWhenFollowedThenLeadSomewhere() {
    for (var document : List.of(openApi, asyncApi)) {
      for (var reference : references(document, new ArrayList<>())) {
        assertThat(document.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
      }
    }
  }

  @Test
  void pathsWhenComparedWithTheRouteTableThenEachHasARouteAndEachRouteAPath() {
    var covered = new HashSet<String>();
    for (var path : openApi.get("paths").propertyNames()) {
      var pattern = routeOf(path);
      assertThat(pattern != null || OF_THE_GATEWAY.contains(path)).as(path).isTrue();
      if (pattern != null) {
        covered.add(pattern);
      }
    }
    for (var route : RouteTable.ROUTES) {
      for (var pattern : route.patterns()) {
        assertThat(covered.contains(pattern) || NOT_BUILT_YET.contains(pattern))
            .as(pattern)
            .isTrue();
      }
    }
  }

  @Test
  void operationsWhenReadThenNamedOnceWithTheirParameters() {
    var ids = new HashSet<String>();
    for (var path : openApi.get("paths").properties()) {
      for (var method : path.getValue().properties()) {
        assertThat(METHODS).contains(method.getKey());
        var operation = method.getValue();
        assertThat(ids.add(operation.get("operationId").asString())).as("" + path).isTrue();
        assertThat(operation.get("responses").size()).isPositive();
        var named = new HashSet<String>();
        operation
            .path("parameters")
            .forEach(
                parameter -> {
                  if (parameter.get("in").asString().equals("path")) {
                    named.add("{" + parameter.get("name").asString() + "}");
                  }
                });
        assertThat(named).as(path.getKey()).isEqualTo(templates(path.getKey()));
      }
    }
  }

  @Test
  void framesWhenReadThenEachHasItsTypeAndBelongsToTheChannel() {
    var messages = asyncApi.at("/components/messages");
    assertThat(messages.propertyNames())
        .containsExactlyInAnyOrderElementsOf(
            asyncApi.at("/channels/socket/messages").propertyNames());
    for (var message : messages.properties()) {
      var payload = message.getValue().get("payload");
      var reference = payload.path("$ref");
      var schema = reference.isString() ? asyncApi.at(reference.asString().substring(1)) : payload;
      assertThat(schema.at("/properties/type/const").asString())
          .as(message.getKey())
          .isEqualTo(message.getValue().get("name").asString());
    }
    assertThat(asyncApi.at("/channels/socket/description").asString())
        .contains("4002")
        .contains("4503");
  }

  private static @org.jspecify.annotations.Nullable String routeOf(String path) {
    var parsed = PathContainer.parsePath(path.replaceAll("\\{\\w+}", "x"));
    for (var route : RouteTable.ROUTES) {
      for (var pattern : route.patterns()) {
        if (PathPatternParser.defaultInstance.parse(pattern).matches(parsed)) {
          return pattern;
        }
      }
    }
    return null;
  }

  private static Set<String> templates(String path) {
    var found = new HashSet<String>();
    for (var segment : path.split("/", -1)) {
      if (segment.startsWith("{")) {
        found.add(segment);
      }
    }
    return found;
  }

  private static List<String> references(JsonNode node, List<String> found) {
    if (node.path("$ref").isString()) {
      found.add(node.get("$ref").asString());
    }
    node.forEach(child -> references(child, found));
    return found;
  }

  private static JsonNode read(String name) {
    try (InputStream in = ApiDocumentsTest.class.getClassLoader().getResourceAsStream(name)) {
      assertThat(in).isNotNull();
      return JsonMapper.builder().build().readTree(in);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
