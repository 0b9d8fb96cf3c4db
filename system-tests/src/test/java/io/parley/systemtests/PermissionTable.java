package io.parley.systemtests;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// `docs/permissions.yaml`: who may do what.
final class PermissionTable {

  private final JsonNode document;

  PermissionTable() {
    document =
        YAMLMapper.shared().readTree(Platform.HOME.resolve("docs/permissions.yaml").toFile());
  }

  /// One thing that may be done.
  ///
  /// @param what a route, or the type of a frame
  /// @param variant what it acts on; empty where that does not matter
  /// @param may the actors who may
  /// @param refusals what each other actor gets
  record Line(String what, String variant, Set<String> may, Map<String, String> refusals) {

    @Override
    public String toString() {
      return variant.isEmpty() ? what : what + ": " + variant;
    }
  }

  Set<String> actors() {
    return keys("actors");
  }

  /// Every `METHOD /path/{template}`.
  Set<String> routes() {
    return new TreeSet<>(keys("routes"));
  }

  /// Every type of a client's frame.
  Set<String> frames() {
    return new TreeSet<>(keys("frames"));
  }

  List<Line> routeLines() {
    return lines("routes");
  }

  /// On sockets, which only users have.
  List<Line> frameLines() {
    var users = actors("users");
    return lines("frames").stream()
        .map(
            line -> {
              var refusals = new LinkedHashMap<>(line.refusals());
              refusals.keySet().retainAll(users);
              return new Line(line.what(), line.variant(), line.may(), refusals);
            })
        .toList();
  }

  Line upgradeLine() {
    return line("GET /ws", "", document.get("upgrade"));
  }

  /// Every `METHOD /path` that answers nobody.
  List<String> hidden() {
    return document.get("hidden").valueStream().map(JsonNode::asString).toList();
  }

  private List<Line> lines(String section) {
    var lines = new ArrayList<Line>();
    for (var entry : document.get(section).properties()) {
      var value = entry.getValue();
      if (value.isObject() && !value.has("may")) {
        value.forEachEntry((variant, rule) -> lines.add(line(entry.getKey(), variant, rule)));
      } else {
        lines.add(line(entry.getKey(), "", value));
      }
    }
    return lines;
  }

  private Line line(String what, String variant, JsonNode rule) {
    var may = actors(rule.isObject() ? rule.get("may") : rule);
    var refusals = new LinkedHashMap<String, String>();
    refuse(refusals, document.get("refused"));
    refuse(refusals, rule.path("else"));
    refusals.keySet().removeAll(may);
    return new Line(what, variant, may, refusals);
  }

  private void refuse(Map<String, String> refusals, JsonNode rules) {
    rules.forEachEntry(
        (who, how) -> actors(who).forEach(actor -> refusals.put(actor, how.asString())));
  }

  private Set<String> actors(JsonNode names) {
    if (names.isString()) {
      return actors(names.asString());
    }
    var actors = new LinkedHashSet<String>();
    names.valueStream().map(JsonNode::asString).map(this::actors).forEach(actors::addAll);
    return actors;
  }

  /// An actor, or those of a group.
  private Set<String> actors(String name) {
    var group = document.get("groups").get(name);
    if (group != null) {
      return actors(group);
    }
    if (!actors().contains(name)) {
      throw new AssertionError("permissions.yaml: " + name + " is no actor and no group");
    }
    return Set.of(name);
  }

  private Set<String> keys(String section) {
    return new LinkedHashSet<>(document.get(section).propertyNames());
  }
}
