package io.parley.edge;

import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;

/// The exact list of origins that may use cookies (protocol, section 2; Fetch standard for the form
/// of an origin).
public final class Origins {

  private final Set<String> allowed;
  private final boolean secure;

  /// @param ours where the platform itself is reached; the first decides whether cookies are
  ///   `Secure`
  /// @param others further front ends
  public Origins(List<String> ours, Collection<String> others) {
    if (ours.isEmpty()) {
      throw new IllegalArgumentException("public origin: none (expected: at least one)");
    }
    this.secure = normal(ours.getFirst()).startsWith("https://");
    this.allowed =
        java.util.stream.Stream.concat(ours.stream(), others.stream())
            .map(Origins::normal)
            .collect(Collectors.toUnmodifiableSet());
  }

  /// Whether the platform is reached by https.
  public boolean secure() {
    return secure;
  }

  /// All of them, in the form in which a browser sends them.
  public Set<String> all() {
    return allowed;
  }

  public boolean allows(String origin) {
    return allowed.contains(origin);
  }

  /// Whether a request that a cookie authenticates may change something: an `Origin` from the list
  /// or, without that header, `Sec-Fetch-Site: same-origin`.
  public boolean proveChange(ServerHttpRequest request) {
    var origin = header(request, "Origin");
    return origin != null
        ? allows(origin)
        : "same-origin".equals(header(request, "Sec-Fetch-Site"));
  }

  /// Whether a cookie may open a socket: an `Origin` from the list, always.
  public boolean proveSocket(ServerHttpRequest request) {
    var origin = header(request, "Origin");
    return origin != null && allows(origin);
  }

  /// Whether a request says that it comes from an origin outside the list.
  public boolean isForeign(ServerHttpRequest request) {
    var origin = header(request, "Origin");
    return origin != null && !allows(origin);
  }

  /// A repeated header is as good as a foreign one.
  private static @Nullable String header(ServerHttpRequest request, String name) {
    var values = request.getHeaders().get(name);
    if (values == null || values.isEmpty()) {
      return null;
    }
    return values.size() == 1 ? values.getFirst() : "";
  }

  private static String normal(String origin) {
    var uri = URI.create(origin.strip());
    var scheme = uri.getScheme();
    var host = uri.getHost();
    if (scheme == null
        || host == null
        || !List.of("http", "https").contains(scheme.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          "origin: " + origin + " (expected: scheme and host, such as https://chat.example.org)");
    }
    var lowScheme = scheme.toLowerCase(Locale.ROOT);
    var standard = lowScheme.equals("https") ? 443 : 80;
    var port = uri.getPort() == -1 || uri.getPort() == standard ? "" : ":" + uri.getPort();
    return lowScheme + "://" + host.toLowerCase(Locale.ROOT) + port;
  }
}
