package io.parley.chat.view;

import io.parley.edge.ProblemException;
import io.parley.edge.ProblemException.FieldError;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What `PATCH /api/conversations/{id}` is given. A field that is not there stays; `name: null`
/// takes the name away.
record ConversationPatch(boolean renames, @Nullable String name) {

  static ConversationPatch of(JsonNode body) {
    if (!body.isObject()) {
      throw ProblemException.invalid("body", "expected: an object");
    }
    var name = body.get("name");
    if (name == null) {
      return new ConversationPatch(false, null);
    }
    if (!name.isNull() && !name.isString()) {
      throw ProblemException.invalid("name", "expected: a string or null");
    }
    var text = name.isNull() ? null : name.stringValue();
    var errors = new ArrayList<FieldError>();
    Names.check(text, errors);
    if (!errors.isEmpty()) {
      throw ProblemException.invalid(errors);
    }
    return new ConversationPatch(true, text);
  }
}
