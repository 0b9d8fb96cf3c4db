package io.parley.gateway.limit;

import io.parley.common.token.TokenKind;
import io.parley.edge.Credentials;
import io.parley.edge.TokenVerifier;
import io.parley.edge.http.ClientAddresses;
import java.util.Optional;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import reactor.core.publisher.Mono;

/// Counts requests under `/api`: a user's by user, searches once more, anybody else's by address.
/// Whether a credential is good is for the service to say; here a bad one only means that nobody is
/// known. A team's own backend, which shows the server key and works in bulk, is not counted.
@Component
class RequestLimitFilter implements WebFilter, Ordered {

  private static final PathPattern API = PathPatternParser.defaultInstance.parse("/api/**");
  private static final PathPattern DIRECTORY =
      PathPatternParser.defaultInstance.parse("/api/users");
  private static final PathPattern SEARCH =
      PathPatternParser.defaultInstance.parse("/api/search/**");
  private static final PathPattern SERVER =
      PathPatternParser.defaultInstance.parse("/api/server/**");

  private final RequestLimits limits;
  private final TokenVerifier verifier;
  private final Credentials credentials;
  private final ClientAddresses addresses;

  RequestLimitFilter(
      RequestLimits limits,
      TokenVerifier verifier,
      Credentials credentials,
      ClientAddresses addresses) {
    this.limits = limits;
    this.verifier = verifier;
    this.credentials = credentials;
    this.addresses = addresses;
  }

  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE + 60;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    var path = exchange.getRequest().getPath().pathWithinApplication();
    return API.matches(path) && !SERVER.matches(path)
        ? counted(exchange).then(Mono.defer(() -> chain.filter(exchange)))
        : chain.filter(exchange);
  }

  private Mono<Void> counted(ServerWebExchange exchange) {
    var request = exchange.getRequest();
    var answer = exchange.getResponse().getHeaders();
    return user(request)
        .flatMap(
            user ->
                user.isPresent()
                    ? ofUser(user.get(), request, answer)
                    : limits.requestOfAddress(addresses.of(request, false), answer));
  }

  private Mono<Void> ofUser(String user, ServerHttpRequest request, HttpHeaders answer) {
    var counted = limits.requestOfUser(user, answer);
    return isSearch(request)
        ? counted.then(Mono.defer(() -> limits.searchOfUser(user, answer)))
        : counted;
  }

  private static boolean isSearch(ServerHttpRequest request) {
    var path = request.getPath().pathWithinApplication();
    return request.getMethod() == HttpMethod.GET
        && (SEARCH.matches(path) || (DIRECTORY.matches(path) && hasQuery(request)));
  }

  /// The directory without a query is a list like any other.
  private static boolean hasQuery(ServerHttpRequest request) {
    var query = request.getQueryParams().getFirst("query");
    return query != null && !query.isBlank();
  }

  private Mono<Optional<String>> user(ServerHttpRequest request) {
    var presented = credentials.of(request);
    return presented == null
        ? Mono.just(Optional.empty())
        : verifier
            .verify(presented.token(), TokenKind.ACCESS)
            .map(caller -> Optional.of(caller.user().value()))
            .onErrorReturn(Optional.empty());
  }
}
