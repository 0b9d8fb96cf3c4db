package io.parley.edge.http;

import io.parley.common.id.OpaqueId;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/// Gives every request an id, its sender's where that is one, and says it in the answer and in the
/// Reactor context.
public final class RequestIdFilter implements WebFilter, Ordered {

  /// Tells processes apart; the rest of an id need not be hard to guess.
  private final String process = HexFormat.of().toHexDigits(new SecureRandom().nextInt());

  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    var id = idOf(exchange.getRequest().getHeaders().getFirst(RequestContext.REQUEST_ID_HEADER));
    exchange.getResponse().getHeaders().set(RequestContext.REQUEST_ID_HEADER, id);
    return chain
        .filter(exchange)
        .contextWrite(context -> RequestContext.withRequestId(context, id));
  }

  private String idOf(@Nullable String brought) {
    return brought != null && OpaqueId.isValid(brought)
        ? brought
        : process + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }
}
