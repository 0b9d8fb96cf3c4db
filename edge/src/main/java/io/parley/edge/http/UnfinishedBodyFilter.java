package io.parley.edge.http;

import io.netty.channel.ChannelException;
import io.parley.common.problem.ProblemType;
import io.parley.edge.ClientGone;
import io.parley.edge.ProblemException;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;

/// Gives a name to what becomes of a body that does not come whole. When its time is over, the HTTP
/// server ends it with an error of its own and closes the connection right after; an answer that is
/// written at once still arrives. When its client breaks off, that is [ClientGone]: told apart
/// here, since a store that breaks off raises the same errors.
public final class UnfinishedBodyFilter implements WebFilter, Ordered {

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
        return super.getBody().onErrorMap(UnfinishedBodyFilter::named);
      }
    };
  }

  private static Throwable named(Throwable error) {
    return switch (error) {
      case ChannelException ignored ->
          new ProblemException(ProblemType.TOO_SLOW, "The body did not come in time");
      case AbortedException aborted -> new ClientGone(aborted);
      case IOException broken -> new ClientGone(broken);
      default -> error;
    };
  }
}
