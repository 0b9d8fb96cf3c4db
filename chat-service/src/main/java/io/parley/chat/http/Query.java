package io.parley.chat.http;

import io.parley.edge.ProblemException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.MultiValueMap;

/// The query parameters of a list, each read when it is asked for, so that a refusal of another
/// kind may come first.
public final class Query {

  private static final int DEFAULT_LIMIT = 50;
  private static final int MOST = 200;
  private static final int SHOWN = 40;

  private final MultiValueMap<String, String> parameters;

  private Query(MultiValueMap<String, String> parameters) {
    this.parameters = parameters;
  }

  public static Query of(ServerHttpRequest request) {
    return new Query(request.getQueryParams());
  }

  /// How many items to answer: 1 to 200, 50 by default.
  ///
  /// @throws ProblemException `invalid`, as every method here
  public int limit() {
    return limit(DEFAULT_LIMIT);
  }

  public int limit(int byDefault) {
    var text = text("limit");
    if (text == null) {
      return byDefault;
    }
    var limit = number("limit", text);
    if (limit < 1 || limit > MOST) {
      throw wrong("limit", text, "1 to " + MOST);
    }
    return (int) limit;
  }

  public @Nullable String cursor() {
    return text("cursor");
  }

  /// A position in a log, or null when the parameter is not there.
  public @Nullable Long sequence(String name) {
    var text = text(name);
    if (text == null) {
      return null;
    }
    var sequence = number(name, text);
    if (sequence < 0) {
      throw wrong(name, text, "0 or more");
    }
    return sequence;
  }

  private @Nullable String text(String name) {
    var values = parameters.get(name);
    if (values == null || values.isEmpty()) {
      return null;
    }
    if (values.size() > 1) {
      throw ProblemException.invalid(name, values.size() + " times (expected: once)");
    }
    return values.getFirst() == null ? "" : values.getFirst();
  }

  private static long number(String name, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw wrong(name, text, "an integer");
    }
  }

  private static ProblemException wrong(String name, String text, String expected) {
    var shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    return ProblemException.invalid(name, shown + " (expected: " + expected + ")");
  }
}
