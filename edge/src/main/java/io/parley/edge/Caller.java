package io.parley.edge;

import io.parley.common.id.LoginId;
import io.parley.common.id.UserId;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;

/// Who calls, as a verified token says; never from a header or a payload.
///
/// @param user the user; for a service token the name of the service
/// @param login the login whose token this is; for a service token the token's own id
/// @param expiresAt when what the caller opened must end: the end of the access token, for a ticket
///   the end of the access token that bought it
public record Caller(
    UserId user, LoginId login, Set<String> roles, Instant expiresAt, Credential credential) {

  private static final String ATTRIBUTE = Caller.class.getName();

  public Caller {
    roles = Set.copyOf(roles);
  }

  /// The same caller, known by another kind of proof.
  public Caller by(Credential kind) {
    return new Caller(user, login, roles, expiresAt, kind);
  }

  /// Whom [AccessFilter] found behind this request; null on open paths.
  public static @Nullable Caller of(ServerWebExchange exchange) {
    return exchange.getAttribute(ATTRIBUTE);
  }

  void attachTo(ServerWebExchange exchange) {
    exchange.getAttributes().put(ATTRIBUTE, this);
  }
}
