package io.parley.systemtests;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One open socket: remembers every frame that came and how it ended.
final class ChatSocket implements AutoCloseable {

  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private static final int ATTEMPTS = 3;

  /// How a socket ended; 1006 when no close frame came.
  record Closed(int code, String reason) {}

  private final List<JsonNode> frames = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Closed> closed = new CompletableFuture<>();
  private final Consumer<JsonNode> onFrame;
  private @Nullable WebSocket socket;

  private ChatSocket(Consumer<JsonNode> onFrame) {
    this.onFrame = onFrame;
  }

  static ChatSocket open(URI base, String token) {
    return open(base, token, "", frame -> {});
  }

  /// As a client does, an upgrade that the platform puts off is tried again; the output says so.
  ///
  /// @param query such as `?resume=1`
  /// @param onFrame called for each frame, in order
  static ChatSocket open(URI base, String token, String query, Consumer<JsonNode> onFrame) {
    var address = URI.create(base.toString().replaceFirst("^http", "ws") + "/ws" + query);
    for (int attempt = 1; ; attempt++) {
      var chat = new ChatSocket(onFrame);
      try {
        chat.socket = chat.upgrade(address, token);
        return chat;
      } catch (CompletionException e) {
        if (!(e.getCause() instanceof WebSocketHandshakeException refused)) {
          throw e;
        }
        var answer = refused.getResponse();
        var said =
            "upgrade %s: %d %s".formatted(address, answer.statusCode(), answer.headers().map());
        if (answer.statusCode() != 503 || attempt == ATTEMPTS) {
          throw new IllegalStateException(said, e);
        }
        System.out.println(said);
        LockSupport.parkNanos(
            TimeUnit.SECONDS.toNanos(answer.headers().firstValueAsLong("Retry-After").orElse(1)));
      }
    }
  }

  private WebSocket upgrade(URI address, String token) {
    return HTTP.newWebSocketBuilder()
        .header("Authorization", "Bearer " + token)
        .subprotocols("parley.v1")
        .connectTimeout(Duration.ofSeconds(10))
        .buildAsync(address, new Listener())
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
  }

  List<JsonNode> frames() {
    return frames;
  }

  CompletableFuture<Closed> closed() {
    return closed;
  }

  void send(Map<String, ?> frame) {
    sendText(Api.JSON.writeValueAsString(frame));
  }

  synchronized void sendText(String text) {
    socket().sendText(text, true).orTimeout(10, TimeUnit.SECONDS).join();
  }

  synchronized void sendBinary(byte[] bytes) {
    socket().sendBinary(java.nio.ByteBuffer.wrap(bytes), true).join();
  }

  /// The first frame, now or within 15 s, that fits.
  JsonNode await(Predicate<JsonNode> fits) {
    return org.awaitility.Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> frames.stream().filter(fits).findFirst(), java.util.Optional::isPresent)
        .orElseThrow();
  }

  JsonNode await(String type) {
    return await(frame -> frame.path("type").asString("").equals(type));
  }

  @Override
  public void close() {
    if (!closed.isDone()) {
      socket().sendClose(1000, "").exceptionally(gone -> socket());
    }
  }

  void abort() {
    socket().abort();
  }

  private WebSocket socket() {
    return java.util.Objects.requireNonNull(socket, "open first");
  }

  private final class Listener implements WebSocket.Listener {

    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        var frame = Api.JSON.readTree(text.toString());
        text.setLength(0);
        frames.add(frame);
        onFrame.accept(frame);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      closed.complete(new Closed(code, reason));
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      closed.complete(new Closed(1006, String.valueOf(error.getMessage())));
    }
  }
}
