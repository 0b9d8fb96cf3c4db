package io.parley.edge.problem;

import io.parley.common.problem.ProblemType;
import io.parley.edge.ProblemException;
import io.parley.edge.ProblemException.FieldError;
import java.time.Instant;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.ValueInstantiationException;

/// Says what is wrong with a JSON body in words that name the field and hold nothing of our
/// classes.
final class JsonProblems {

  private static final int MAX_PATH = 200;

  private JsonProblems() {}

  static ProblemException of(JacksonException error) {
    return switch (error) {
      case StreamConstraintsException ignored ->
          ProblemException.invalid(
              "body",
              "beyond a limit (expected: at most 100 levels, numbers of 1000 digits, names of 1 kB)");
      case ValueInstantiationException refused -> field(refused, reason(refused));
      case MismatchedInputException mismatch ->
          field(mismatch, "expected: " + expectation(mismatch.getTargetType()));
      case DatabindException other -> field(other, "not a valid value");
      default -> notJson(error);
    };
  }

  private static ProblemException notJson(JacksonException error) {
    var at = error.getLocation();
    var where = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    return new ProblemException(
        ProblemType.INVALID,
        "The body is not valid JSON" + where,
        new FieldError("body", "not JSON"));
  }

  private static ProblemException field(JacksonException error, String message) {
    return ProblemException.invalid(path(error), message);
  }

  /// Our own constructors say value and expectation, led by the name of the field.
  private static String reason(ValueInstantiationException error) {
    var message =
        error.getCause() instanceof IllegalArgumentException ours ? ours.getMessage() : null;
    if (message == null) {
      return "not a valid value";
    }
    var colon = message.indexOf(": ");
    return colon < 0 ? message : message.substring(colon + 2);
  }

  private static String path(JacksonException error) {
    var path =
        error.getPath().stream()
            .map(
                step ->
                    step.getPropertyName() == null
                        ? "[" + step.getIndex() + "]"
                        : "." + step.getPropertyName())
            .collect(Collectors.joining());
    var clean = path.startsWith(".") ? path.substring(1) : path;
    return clean.isEmpty() ? "body" : clean.substring(0, Math.min(clean.length(), MAX_PATH));
  }

  private static String expectation(@Nullable Class<?> type) {
    if (type == null) {
      return "another type";
    }
    if (CharSequence.class.isAssignableFrom(type)) {
      return "a string";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
      return "an integer";
    }
    if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
      return "a number";
    }
    if (Collection.class.isAssignableFrom(type) || type.isArray()) {
      return "an array";
    }
    return otherExpectation(type);
  }

  private static String otherExpectation(Class<?> type) {
    if (type == Instant.class) {
      return "a time such as 2026-01-31T12:00:00.000Z";
    }
    if (type.isEnum()) {
      return "one of the names listed for it";
    }
    return type.getPackageName().startsWith("io.parley.common.id") ? "an id" : "an object";
  }
}
