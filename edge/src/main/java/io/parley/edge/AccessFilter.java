package io.parley.edge;

import io.parley.common.token.TokenKind;
import io.parley.edge.http.RequestContext;
import java.util.List;
import org.springframework.core.Ordered;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import reactor.core.publisher.Mono;

/// Authenticates everything under `/api` by Bearer or cookie and everything under `/internal` by a
/// service token, [OpenPaths] excepted, and asks requests that a cookie authenticates and that
/// change something for a proof of origin. Answers below these paths are not to be stored by
/// anyone.
public final class AccessFilter implements WebFilter, Ordered {

  private static final PathPattern API = PathPatternParser.defaultInstance.parse("/api/**");
  private static final PathPattern INTERNAL =
      PathPatternParser.defaultInstance.parse("/internal/**");
  private static final OpenPaths READY = OpenPaths.of("GET /internal/ready");

  private final TokenVerifier verifier;
  private final Credentials credentials;
  private final Origins origins;
  private final List<OpenPaths> open;

  public AccessFilter(
      TokenVerifier verifier, Credentials credentials, Origins origins, List<OpenPaths> open) {
    this.verifier = verifier;
    this.credentials = credentials;
    this.origins = origins;
    this.open = List.copyOf(open);
  }

  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE + 100;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    var path = exchange.getRequest().getPath().pathWithinApplication();
    if (!isGuarded(path)) {
      return chain.filter(exchange);
    }
    exchange.getResponse().getHeaders().setCacheControl("no-store");
    if (isOpen(exchange.getRequest())) {
      return chain.filter(exchange);
    }
    var caller =
        INTERNAL.matches(path)
            ? serviceBehind(exchange.getRequest())
            : userBehind(exchange.getRequest());
    return caller.flatMap(known -> pass(exchange, chain, known));
  }

  /// The user behind a request, with the proof of origin where a cookie says so; for open paths
  /// that want one after all. Errors with `unauthenticated` or `forbidden`; never empty.
  public Mono<Caller> userBehind(ServerHttpRequest request) {
    var presented = credentials.of(request);
    if (presented == null) {
      return Mono.error(
          ProblemException.unauthenticated("No credential (expected: Bearer or cookie)"));
    }
    return verifier
        .verify(presented.token(), TokenKind.ACCESS)
        .map(caller -> caller.by(presented.kind()))
        .flatMap(caller -> proven(caller, request));
  }

  private Mono<Caller> serviceBehind(ServerHttpRequest request) {
    var token = Credentials.bearerToken(request);
    return token == null
        ? Mono.error(ProblemException.unauthenticated("No credential (expected: a service token)"))
        : verifier.verify(token, TokenKind.SERVICE);
  }

  private Mono<Caller> proven(Caller caller, ServerHttpRequest request) {
    return caller.credential() != Credential.COOKIE
            || isSafe(request.getMethod())
            || origins.proveChange(request)
        ? Mono.just(caller)
        : Mono.error(
            ProblemException.forbidden("No proof of origin (expected: an allowed Origin)"));
  }

  private static Mono<Void> pass(ServerWebExchange exchange, WebFilterChain chain, Caller caller) {
    caller.attachTo(exchange);
    return chain
        .filter(exchange)
        .contextWrite(context -> RequestContext.withUser(context, caller.user()));
  }

  private boolean isOpen(ServerHttpRequest request) {
    return READY.include(request) || open.stream().anyMatch(paths -> paths.include(request));
  }

  private static boolean isGuarded(PathContainer path) {
    return API.matches(path) || INTERNAL.matches(path);
  }

  private static boolean isSafe(HttpMethod method) {
    return method == HttpMethod.GET || method == HttpMethod.HEAD || method == HttpMethod.OPTIONS;
  }
}
