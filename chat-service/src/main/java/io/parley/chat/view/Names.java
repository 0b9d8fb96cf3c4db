package io.parley.chat.view;

import io.parley.edge.ProblemException.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the name of a conversation may be: 1 to 256 bytes of text without control characters.
final class Names {

  private static final int MOST_BYTES = 256;

  private Names() {}

  static void check(@Nullable String name, List<FieldError> errors) {
    if (name == null) {
      return;
    }
    var bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (name.isBlank() || bytes > MOST_BYTES) {
      errors.add(
          new FieldError(
              "name", bytes + " bytes (expected: 1 to " + MOST_BYTES + ", not only blanks)"));
    } else if (name.codePoints().anyMatch(Names::isNoText)) {
      errors.add(
          new FieldError("name", "holds control characters or half characters (expected: none)"));
    }
  }

  private static boolean isNoText(int codePoint) {
    return Character.isISOControl(codePoint)
        || (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE);
  }
}
