package io.parley.auth.server;

import io.parley.edge.Credentials;
import io.parley.edge.ProblemException;
import io.parley.edge.setting.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import reactor.core.publisher.Mono;

/// Lets through to `/api/server` only who shows the server key.
@Component
final class ServerKeyFilter implements WebFilter, Ordered {

  private static final PathPattern SERVER =
      PathPatternParser.defaultInstance.parse("/api/server/**");

  private final byte[] key;

  ServerKeyFilter(Secrets secrets) {
    this.key = secrets.require("PARLEY_SERVER_KEY").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE + 110;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    if (!SERVER.matches(exchange.getRequest().getPath().pathWithinApplication())) {
      return chain.filter(exchange);
    }
    var shown = Credentials.bearerToken(exchange.getRequest());
    return shown != null && MessageDigest.isEqual(shown.getBytes(StandardCharsets.UTF_8), key)
        ? chain.filter(exchange)
        : Mono.error(ProblemException.unauthenticated("Not the server key"));
  }
}
