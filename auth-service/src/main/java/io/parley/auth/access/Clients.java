package io.parley.auth.access;

import io.parley.auth.login.Client;
import io.parley.common.token.TokenKind;
import io.parley.edge.TokenVerifier;
import io.parley.edge.http.ClientAddresses;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Says where a request comes from. `X-Forwarded-For` counts from a gateway, which shows its
/// service token, and from the proxies that the operator trusts; from nobody else.
@Component
public final class Clients {

  private static final String GATEWAY = "gateway";

  private final ClientAddresses addresses;
  private final TokenVerifier verifier;

  Clients(ClientAddresses addresses, TokenVerifier verifier) {
    this.addresses = addresses;
    this.verifier = verifier;
  }

  /// Never empty, never errors.
  public Mono<Client> of(ServerHttpRequest request) {
    return fromGateway(request).map(gateway -> client(request, gateway));
  }

  private Mono<Boolean> fromGateway(ServerHttpRequest request) {
    var token = request.getHeaders().getFirst(ClientAddresses.GATEWAY_TOKEN_HEADER);
    return token == null
        ? Mono.just(false)
        : verifier
            .verify(token, TokenKind.SERVICE)
            .map(caller -> caller.user().value().equals(GATEWAY))
            .onErrorReturn(false);
  }

  private Client client(ServerHttpRequest request, boolean fromGateway) {
    var device = request.getHeaders().getFirst(HttpHeaders.USER_AGENT);
    return new Client(addresses.of(request, fromGateway), device == null ? "" : device);
  }
}
