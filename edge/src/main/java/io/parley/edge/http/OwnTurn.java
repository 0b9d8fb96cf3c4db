package io.parley.edge.http;

import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServer;

/// Gives each request a turn of its own on its channel's event loop. A request that came while the
/// answer before it was still being ended waits in a queue of Reactor Netty 1.3.7; answered right
/// out of that queue, it left its last part there, and the connection was never read again
/// (reactor-netty#4361): what the client or the gateway asked next on it had no answer.
public final class OwnTurn implements NettyServerCustomizer {

  @Override
  public HttpServer apply(HttpServer server) {
    return server.mapHandle(OwnTurn::later);
  }

  private static Mono<Void> later(Mono<Void> handling, Connection connection) {
    return handling.subscribeOn(Schedulers.fromExecutor(connection.channel().eventLoop()));
  }
}
