package io.parley.edge;

import java.util.List;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/// The paths that [AccessFilter] lets through unauthenticated, matched exactly as controllers are.
/// Their handlers see to credentials themselves, where they need any.
public final class OpenPaths {

  private final List<Open> open;

  private OpenPaths(List<Open> open) {
    this.open = open;
  }

  /// @param paths each a method and a pattern, `POST /api/auth/login`; the method `*` means any
  public static OpenPaths of(String... paths) {
    return new OpenPaths(List.of(paths).stream().map(Open::parse).toList());
  }

  boolean include(ServerHttpRequest request) {
    var path = request.getPath().pathWithinApplication();
    return open.stream().anyMatch(one -> one.matches(request.getMethod(), path));
  }

  private record Open(String method, PathPattern pattern) {

    static Open parse(String text) {
      var parts = text.split(" ", -1);
      if (parts.length != 2) {
        throw new IllegalArgumentException("open path: " + text + " (expected: METHOD /pattern)");
      }
      return new Open(parts[0], PathPatternParser.defaultInstance.parse(parts[1]));
    }

    boolean matches(HttpMethod asked, PathContainer path) {
      return (method.equals("*") || method.equals(asked.name())) && pattern.matches(path);
    }
  }
}
