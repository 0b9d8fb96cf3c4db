package io.parley.gateway.forward;

import io.parley.edge.http.ClientAddresses;
import io.parley.edge.http.RequestContext;
import java.util.Locale;
import java.util.Set;
import org.springframework.cloud.gateway.filter.headers.HttpHeadersFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/// What a service sees of a client's request: no header by which the platform speaks to itself,
/// whoever sent it, and instead the request's id, the client's address, and this gateway's token as
/// the proof of both. Credentials pass untouched.
@Component
public class ServiceHeaders implements HttpHeadersFilter, Ordered {

  private static final Set<String> NAMES = Set.of("forwarded", "x-real-ip", "via");
  private static final Set<String> PREFIXES = Set.of("x-parley-", "x-user-", "x-forwarded-");

  private final ClientAddresses addresses;
  private final GatewayToken token;

  ServiceHeaders(ClientAddresses addresses, GatewayToken token) {
    this.addresses = addresses;
    this.token = token;
  }

  /// After the filters of the framework, which remove what this one adds.
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }

  @Override
  public HttpHeaders filter(HttpHeaders input, ServerWebExchange exchange) {
    return of(input, exchange);
  }

  /// The headers for a service.
  public HttpHeaders of(HttpHeaders client, ServerWebExchange exchange) {
    var headers = new HttpHeaders();
    client.forEach(
        (name, values) -> {
          if (!isOurs(name)) {
            headers.addAll(name, values);
          }
        });
    headers.set("X-Forwarded-For", addresses.of(original(exchange), false));
    var id = exchange.getResponse().getHeaders().getFirst(RequestContext.REQUEST_ID_HEADER);
    if (id != null) {
      headers.set(RequestContext.REQUEST_ID_HEADER, id);
    }
    var proof = token.current();
    if (proof != null) {
      headers.set(ClientAddresses.GATEWAY_TOKEN_HEADER, proof);
    }
    return headers;
  }

  private static ServerHttpRequest original(ServerWebExchange exchange) {
    return exchange.getRequest();
  }

  private static boolean isOurs(String name) {
    var low = name.toLowerCase(Locale.ROOT);
    return NAMES.contains(low) || PREFIXES.stream().anyMatch(low::startsWith);
  }
}
