package io.parley.auth;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/// A chat-service over real HTTP, as far as auth-service needs one.
public final class FakeChat implements AutoCloseable {

  private final DisposableServer server;
  private final List<String> left = new CopyOnWriteArrayList<>();
  private final List<String> tokens = new CopyOnWriteArrayList<>();
  private final Map<String, Integer> steps = new ConcurrentHashMap<>();
  private volatile boolean away;
  private volatile boolean breaking;

  private FakeChat() {
    server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .route(
                routes ->
                    routes
                        .post("/internal/users/{user}/leave", this::leave)
                        .get("/internal/users/{user}/export", this::export))
            .bindNow();
  }

  public static FakeChat start() {
    return new FakeChat();
  }

  public String url() {
    return "http://127.0.0.1:" + server.port();
  }

  /// Answers 503 from now on, or no longer.
  public void setAway(boolean now) {
    away = now;
  }

  /// Breaks exports off in the middle.
  public void setBreaking(boolean now) {
    breaking = now;
  }

  /// Who left, each step.
  public List<String> left() {
    return left;
  }

  /// What callers showed.
  public List<String> tokens() {
    return tokens;
  }

  @Override
  public void close() {
    server.disposeNow();
  }

  private Publisher<Void> leave(HttpServerRequest request, HttpServerResponse response) {
    tokens.add(String.valueOf(request.requestHeaders().get("Authorization")));
    if (away) {
      return response.status(503).send();
    }
    var user = String.valueOf(request.param("user"));
    left.add(user);
    var more = steps.merge(user, 1, Integer::sum) < 2;
    return response
        .header("Content-Type", "application/json")
        .sendString(Mono.just("{\"more\":" + more + "}"));
  }

  private Publisher<Void> export(HttpServerRequest request, HttpServerResponse response) {
    tokens.add(String.valueOf(request.requestHeaders().get("Authorization")));
    if (away) {
      return response.status(503).send();
    }
    var lines =
        Flux.range(0, 1000)
            .map(i -> "{\"type\":\"message\",\"text\":\"zwölf " + i + "\"}\n")
            .map(line -> Unpooled.wrappedBuffer(line.getBytes(StandardCharsets.UTF_8)));
    return response
        .header("Content-Type", "application/x-ndjson")
        .send(
            breaking
                ? Flux.concat(lines, Flux.error(new IllegalStateException("broken off")))
                : lines);
  }
}
