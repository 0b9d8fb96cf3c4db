package io.parley.standalone.demo;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Who is in the demo and who says what, read from `demo.json`.
record Script(List<Person> people, List<Talk> talks) {

  /// @param login whether a person may log in as them
  record Person(String username, String fullName, boolean login) {}

  /// A conversation. It has a name when it is a group; its first member creates it.
  record Talk(String id, @Nullable String name, List<String> members, List<Line> lines) {
    String kind() {
      return name == null ? "direct" : "group";
    }
  }

  /// @param answers the position, from 0, of the line that this one replies to
  record Line(String by, String text, @Nullable Integer answers) {}

  static Script read() throws IOException {
    try (InputStream stream =
        Objects.requireNonNull(Script.class.getResourceAsStream("/demo.json"))) {
      return JsonMapper.shared().readValue(stream, Script.class);
    }
  }
}
