package io.parley.gateway.browser;

import io.parley.edge.Origins;
import org.springframework.core.Ordered;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/// Lets front ends of the listed origins read answers, cookies included (Fetch standard, CORS
/// protocol). An origin outside the list gets the answer without permission to read it: a Bearer
/// token is proof enough for a client that is no browser, and what a cookie may change is guarded
/// by its own rule.
@Component
class CorsFilter implements WebFilter, Ordered {

  private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";
  private static final String ALLOWED = "Authorization, Content-Type, X-Request-Id";
  private static final String EXPOSED = "RateLimit, RateLimit-Policy, Retry-After, X-Request-Id";
  private static final String CACHED_SECONDS = "600";

  private final Origins origins;

  CorsFilter(Origins origins) {
    this.origins = origins;
  }

  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE + 5;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    var request = exchange.getRequest();
    var headers = exchange.getResponse().getHeaders();
    headers.add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
    var origin = request.getHeaders().getOrigin();
    boolean allowed = origin != null && origins.allows(origin);
    if (allowed) {
      headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
      headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
      headers.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    }
    return isPreflight(request) ? preflight(exchange, allowed) : chain.filter(exchange);
  }

  private static Mono<Void> preflight(ServerWebExchange exchange, boolean allowed) {
    var response = exchange.getResponse();
    response.setStatusCode(HttpStatus.NO_CONTENT);
    response.getHeaders().setCacheControl(CacheControl.noStore());
    if (allowed) {
      response.getHeaders().set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS);
      response.getHeaders().set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED);
      response.getHeaders().set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, CACHED_SECONDS);
    }
    return response.setComplete();
  }

  private static boolean isPreflight(ServerHttpRequest request) {
    return request.getMethod() == HttpMethod.OPTIONS
        && request.getHeaders().containsHeader(HttpHeaders.ORIGIN)
        && request.getHeaders().containsHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
  }
}
