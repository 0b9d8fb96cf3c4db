package io.parley.edge.http;

import io.netty.channel.ChannelException;
import io.parley.common.problem.ProblemType;
import io.parley.edge.ProblemException;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Gives a name to what becomes of a body that is not there whole in time: the HTTP server ends it
/// with an error of its own, the one error of a body that is no broken connection, and closes the
/// connection right after. An answer that is written at once still arrives.
public final class BodyTimeFilter implements WebFilter, Ordered {

  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE + 11;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    return chain.filter(exchange.mutate().request(named(exchange.getRequest())).build());
  }

  private static ServerHttpRequest named(ServerHttpRequest request) {
    return new ServerHttpRequestDecorator(request) {
      @Override
      public Flux<DataBuffer> getBody() {
        return super.getBody().onErrorMap(ChannelException.class, late -> tooSlow());
      }
    };
  }

  private static ProblemException tooSlow() {
    return new ProblemException(ProblemType.TOO_SLOW, "The body did not come in time");
  }
}
