package io.parley.systemtests;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// An OpenAPI or AsyncAPI document as the platform serves it, and what of it has been seen to be
/// true.
final class ApiDocument {

  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private final JsonNode document;
  private final Set<String> seen = new LinkedHashSet<>();

  ApiDocument(JsonNode document) {
    this.document = document;
  }

  /// Every `METHOD /path/{template}` of an OpenAPI document.
  Set<String> operations() {
    var operations = new TreeSet<String>();
    for (var path : document.get("paths").properties()) {
      for (var method : path.getValue().properties()) {
        if (Set.of("get", "put", "post", "patch", "delete").contains(method.getKey())) {
          operations.add(method.getKey().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey());
        }
      }
    }
    return operations;
  }

  boolean isOpen(String operation) {
    var security = operation(operation).path("security");
    return security.isArray() && security.isEmpty();
  }

  /// The operations that were checked by [#check].
  Set<String> seen() {
    return seen;
  }

  /// Checks an answer against the operation's documented status and schema.
  ///
  /// @return what does not fit, empty when all does
  List<String> check(String operation, Api.Answer answer) {
    seen.add(operation);
    var responses = resolve(operation(operation)).get("responses");
    var response = responses.get("" + answer.status());
    if (response == null) {
      return List.of(operation + ": status " + answer.status() + " is not documented");
    }
    var media = resolve(response).path("content").properties();
    if (media.isEmpty()) {
      return answer.response().body().isEmpty()
          ? List.of()
          : List.of(operation + ": a body where none is documented");
    }
    var type = answer.response().headers().firstValue("content-type").orElse("none");
    for (var entry : media) {
      if (type.startsWith(entry.getKey())) {
        var schema = entry.getValue().get("schema");
        return schema == null ? List.of() : validate(operation, schema, answer.body());
      }
    }
    return List.of(operation + ": content type " + type + " is not documented");
  }

  /// Checks a frame against the AsyncAPI message whose payload has its `type` as a constant.
  List<String> checkFrame(JsonNode frame) {
    var type = frame.path("type").asString("");
    var payload = payloadOf(type);
    if (payload == null) {
      return List.of("frame " + type + " is not documented");
    }
    seen.add(type);
    return validate("frame " + type, payload, frame);
  }

  private @Nullable JsonNode payloadOf(String type) {
    for (var message : document.at("/components/messages").properties()) {
      var payload = message.getValue().get("payload");
      if (type.equals(constantType(payload))) {
        return payload;
      }
    }
    return null;
  }

  private @Nullable String constantType(JsonNode schema) {
    var resolved = resolve(schema);
    var constant = resolved.at("/properties/type/const");
    if (constant.isString()) {
      return constant.asString();
    }
    for (var part : resolved.path("allOf")) {
      var found = constantType(part);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /// The `type` of every frame that a client may send, of an AsyncAPI document.
  Set<String> clientFrames() {
    var types = new TreeSet<String>();
    for (var message : document.at("/operations/serverReceives/messages")) {
      var type = constantType(resolve(resolve(message)).get("payload"));
      types.add(type == null ? message.toString() : type);
    }
    return types;
  }

  private JsonNode operation(String operation) {
    var words = operation.split(" ");
    return document.get("paths").get(words[1]).get(words[0].toLowerCase(java.util.Locale.ROOT));
  }

  private JsonNode resolve(JsonNode node) {
    var reference = node.path("$ref");
    return reference.isString() ? document.at(reference.asString().substring(1)) : node;
  }

  private List<String> validate(String what, JsonNode schema, JsonNode value) {
    ObjectNode whole = Api.JSON.createObjectNode();
    whole.setAll(Map.of("components", document.get("components"), "allOf", array(schema)));
    return SCHEMAS.getSchema(whole).validate(value).stream()
        .map(error -> what + ": " + error + " in " + value)
        .toList();
  }

  private static JsonNode array(JsonNode schema) {
    return Api.JSON.createArrayNode().add(schema);
  }
}
