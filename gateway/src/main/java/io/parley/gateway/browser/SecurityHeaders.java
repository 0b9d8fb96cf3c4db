package io.parley.gateway.browser;

import io.parley.edge.Origins;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// The headers that tell a browser what an answer of this platform may do: load from itself only,
/// run nothing inline, stand in nobody's frame (OWASP ASVS 5, 3.4; CSP level 3).
public final class SecurityHeaders {

  private static final String YEAR = "max-age=31536000";

  private SecurityHeaders() {}

  public static Map<String, String> of(Origins origins) {
    var headers = new LinkedHashMap<String, String>();
    headers.put("Content-Security-Policy", policy(origins));
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("X-Frame-Options", "DENY");
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("Cross-Origin-Opener-Policy", "same-origin");
    headers.put("Cross-Origin-Resource-Policy", "same-origin");
    headers.put(
        "Permissions-Policy",
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(),"
            + " microphone=(), payment=(), usb=()");
    if (origins.secure()) {
      headers.put("Strict-Transport-Security", YEAR);
    }
    return headers;
  }

  /// Some browsers do not count a socket to the page's own origin as `'self'`, so it is named.
  private static String policy(Origins origins) {
    var sockets =
        origins.all().stream()
            .map(origin -> origin.replaceFirst("^http", "ws"))
            .sorted()
            .collect(Collectors.joining(" "));
    return "default-src 'self'; connect-src 'self' "
        + sockets
        + "; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self';"
        + " frame-ancestors 'none'";
  }
}
