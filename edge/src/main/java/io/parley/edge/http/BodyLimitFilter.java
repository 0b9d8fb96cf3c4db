package io.parley.edge.http;

import io.parley.common.problem.ProblemType;
import io.parley.edge.ProblemException;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.util.unit.DataSize;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Refuses bodies over the limit with 413, by the announced length at once, otherwise when they
/// pass it. Calls of a team's own backend and of services among themselves, which come in bulk,
/// have a limit of their own.
public final class BodyLimitFilter implements WebFilter, Ordered {

  private static final PathPattern SERVER =
      PathPatternParser.defaultInstance.parse("/api/server/**");
  private static final PathPattern INTERNAL =
      PathPatternParser.defaultInstance.parse("/internal/**");

  private final long limit;
  private final long bulkLimit;

  /// @param limit of one body; zero switches it off
  /// @param bulkLimit the same for bulk calls
  public BodyLimitFilter(DataSize limit, DataSize bulkLimit) {
    this.limit = limit.toBytes();
    this.bulkLimit = bulkLimit.toBytes();
  }

  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE + 10;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    var most = limitOf(exchange.getRequest());
    if (most == 0) {
      return chain.filter(exchange);
    }
    var announced = exchange.getRequest().getHeaders().getContentLength();
    if (announced > most) {
      return Mono.error(tooLarge(announced + " bytes", most));
    }
    if (announced >= 0) {
      return chain.filter(exchange);
    }
    return chain.filter(exchange.mutate().request(limited(exchange.getRequest(), most)).build());
  }

  private long limitOf(ServerHttpRequest request) {
    var path = request.getPath().pathWithinApplication();
    return SERVER.matches(path) || INTERNAL.matches(path) ? bulkLimit : limit;
  }

  private static ServerHttpRequest limited(ServerHttpRequest request, long most) {
    return new ServerHttpRequestDecorator(request) {
      @Override
      public Flux<DataBuffer> getBody() {
        return Flux.defer(() -> counted(super.getBody(), most));
      }
    };
  }

  private static Flux<DataBuffer> counted(Flux<DataBuffer> body, long most) {
    var seen = new long[1];
    return body.handle(
        (buffer, sink) -> {
          seen[0] += buffer.readableByteCount();
          if (seen[0] > most) {
            DataBufferUtils.release(buffer);
            sink.error(tooLarge("more than " + most + " bytes", most));
          } else {
            sink.next(buffer);
          }
        });
  }

  private static ProblemException tooLarge(String got, long most) {
    return new ProblemException(
        ProblemType.TOO_LARGE, "body: " + got + " (expected: at most " + most + ")");
  }
}
