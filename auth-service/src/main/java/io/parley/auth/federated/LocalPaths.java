package io.parley.auth.federated;

import io.parley.edge.ProblemException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// Paths of this platform that a login may go on with, and nothing that a browser would read as
/// another place (WHATWG URL: a backslash is a slash, tabs and line ends are skipped).
final class LocalPaths {

  private static final int MAX_LENGTH = 512;
  private static final URI HERE = URI.create("https://here.invalid/");

  private LocalPaths() {}

  /// The path as given, or `/` when there is none.
  ///
  /// @throws ProblemException `invalid` when it is not one of this platform
  static String checked(@Nullable String path) {
    if (path == null || path.isEmpty()) {
      return "/";
    }
    if (path.length() <= MAX_LENGTH && isPlain(path) && staysHere(path)) {
      return path;
    }
    throw ProblemException.invalid(
        "redirect", "not a path of this platform (expected: such as /settings)");
  }

  private static boolean isPlain(String path) {
    return path.charAt(0) == '/'
        && !path.split("[?#]", 2)[0].contains("//")
        && path.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '\\');
  }

  private static boolean staysHere(String path) {
    try {
      var resolved = HERE.resolve(path);
      return HERE.getAuthority().equals(resolved.getAuthority()) && resolved.getPath() != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
