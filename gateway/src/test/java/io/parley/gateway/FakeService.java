package io.parley.gateway;

import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerRoutes;

/// A service behind the gateway, whatever a test wants it to be. Says who it is in `X-Node`, and
/// remembers what reached it.
final class FakeService implements AutoCloseable {

  record Seen(String method, String uri, Map<String, String> headers) {
    static Seen of(HttpServerRequest request) {
      var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
      request.requestHeaders().forEach(entry -> headers.put(entry.getKey(), entry.getValue()));
      return new Seen(request.method().name(), request.uri(), headers);
    }
  }

  private final DisposableServer server;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final List<Seen> seen = Collections.synchronizedList(new ArrayList<>());
  private final Set<String> lookers = ConcurrentHashMap.newKeySet();
  private final AtomicInteger ready = new AtomicInteger(200);

  FakeService(String name, int port, Consumer<HttpServerRoutes> routes) {
    server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(port)
            .channelGroup(connections)
            .route(
                all -> {
                  all.get(
                      "/internal/ready",
                      (request, response) -> {
                        lookers.add(request.requestHeaders().get("X-Parley-Gateway", "nobody"));
                        return response.status(HttpResponseStatus.valueOf(ready.get())).send();
                      });
                  routes.accept(all);
                  all.route(
                      request -> true,
                      (request, response) -> {
                        seen.add(Seen.of(request));
                        return request
                            .receive()
                            .aggregate()
                            .asString()
                            .defaultIfEmpty("")
                            .flatMap(
                                body ->
                                    response
                                        .header("X-Node", name)
                                        .header("Server", "secret/1.0")
                                        .header("X-Request-Id", "of-the-service")
                                        .header("Content-Type", "application/json")
                                        .sendString(Mono.just("{\"length\":" + body.length() + "}"))
                                        .then());
                      });
                })
            .bindNow();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  int port() {
    return server.port();
  }

  void ready(int status) {
    ready.set(status);
  }

  /// Who asked whether it is ready.
  Set<String> lookers() {
    return Set.copyOf(lookers);
  }

  void saw(HttpServerRequest request) {
    seen.add(Seen.of(request));
  }

  List<Seen> seen() {
    return List.copyOf(seen);
  }

  Seen last() {
    return seen.getLast();
  }

  /// Ends at once, as a killed process does: its connections end with it.
  @Override
  public void close() {
    connections.close();
    server.disposeNow();
  }
}
