package io.parley.edge;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;

/// Finds the credential of a request. Precedence (protocol, section 2): Bearer, ticket, cookie; the
/// first present decides, whether it is good or not.
public final class Credentials {

  private static final String BEARER = "bearer";
  private static final String PLAIN = "parley_access";
  private static final String HOST_BOUND = "__Host-parley_access";

  private final String cookie;

  /// @param secure whether the public origin is https; then only the host-bound cookie counts,
  ///   which no sibling domain can plant
  public Credentials(boolean secure) {
    this.cookie = secure ? HOST_BOUND : PLAIN;
  }

  /// The name of the cookie that carries the access token.
  public String cookieName() {
    return cookie;
  }

  /// The credential of a request that is no upgrade: Bearer or cookie; null when there is none.
  public @Nullable PresentedCredential of(ServerHttpRequest request) {
    var bearer = bearer(request);
    return bearer != null ? bearer : cookie(request);
  }

  /// The credential of a socket's upgrade request: Bearer, `?ticket=`, or cookie; null when there
  /// is none.
  public @Nullable PresentedCredential ofUpgrade(ServerHttpRequest request) {
    var bearer = bearer(request);
    if (bearer != null) {
      return bearer;
    }
    var tickets = request.getQueryParams().get("ticket");
    if (tickets != null) {
      return new PresentedCredential(Credential.TICKET, only(tickets));
    }
    return cookie(request);
  }

  /// The text behind `Authorization: Bearer`; empty when malformed or repeated, null when there is
  /// no such header.
  public static @Nullable String bearerToken(ServerHttpRequest request) {
    var values = request.getHeaders().get(HttpHeaders.AUTHORIZATION);
    if (values == null) {
      return null;
    }
    var bearers = values.stream().filter(Credentials::isBearer).toList();
    return bearers.isEmpty() ? null : only(bearers).substring(lengthOfScheme(bearers)).strip();
  }

  private static @Nullable PresentedCredential bearer(ServerHttpRequest request) {
    var token = bearerToken(request);
    return token == null ? null : new PresentedCredential(Credential.BEARER, token);
  }

  private @Nullable PresentedCredential cookie(ServerHttpRequest request) {
    var found = request.getCookies().getFirst(cookie);
    return found == null || found.getValue().isEmpty()
        ? null
        : new PresentedCredential(Credential.COOKIE, found.getValue());
  }

  private static boolean isBearer(String value) {
    return value.regionMatches(true, 0, BEARER, 0, BEARER.length())
        && (value.length() == BEARER.length() || value.charAt(BEARER.length()) == ' ');
  }

  private static int lengthOfScheme(List<String> bearers) {
    return bearers.size() == 1 ? BEARER.length() : 0;
  }

  /// Two of them are none: which one counts must not depend on who reads.
  private static String only(List<String> values) {
    return values.size() == 1 ? String.valueOf(values.getFirst()) : "";
  }
}
