package io.parley.prove.client;

import io.parley.prove.history.SessionEntry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One WebSocket: whole text frames in, whole text frames out, and one end.
final class Wire {

  static final int NO_CLOSE_FRAME = SessionEntry.Closed.NO_CLOSE_FRAME;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// Hears what comes, one call at a time; [#ended] is the last.
  interface Listener {
    /// Something came, a ping of the server included.
    void heard();

    void frame(JsonNode frame);

    void ended(int code);
  }

  private final Listener listener;
  private @Nullable WebSocket socket;
  private CompletableFuture<Boolean> lastSent = CompletableFuture.completedFuture(true);
  private boolean ended;

  Wire(Listener listener) {
    this.listener = listener;
  }

  /// @return completes when the upgrade succeeded, or with the reason why not; then nothing is ever
  ///   heard of it
  CompletableFuture<?> open(HttpClient http, URI gateway, String token) {
    var address = URI.create(gateway.toString().replaceFirst("^http", "ws") + "/ws?resume=1");
    return http.newWebSocketBuilder()
        .header("Authorization", "Bearer " + token)
        .subprotocols("parley.v1")
        .connectTimeout(PATIENCE)
        .buildAsync(address, new Ear())
        .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((_, error) -> forget(error));
  }

  /// Sends behind what was sent before; what cannot be sent any more is dropped.
  void send(String frame) {
    behind(to -> to.sendText(frame, true));
  }

  /// Says goodbye; the end is heard of when the other side has answered.
  void goodbye() {
    behind(to -> to.sendClose(WebSocket.NORMAL_CLOSURE, ""));
  }

  /// Ends it at once, whatever the other side does.
  void abort() {
    synchronized (this) {
      if (socket != null) {
        socket.abort();
      }
    }
    end(NO_CLOSE_FRAME);
  }

  private synchronized void behind(Function<WebSocket, CompletableFuture<WebSocket>> sending) {
    var to = socket;
    if (to != null) {
      lastSent =
          lastSent
              .thenCompose(_ -> sending.apply(to))
              .thenApply(_ -> true)
              .exceptionally(_ -> false);
    }
  }

  // A socket that opens after we lost patience must not stay open
  private synchronized void forget(@Nullable Throwable error) {
    if (error != null) {
      ended = true;
      if (socket != null) {
        socket.abort();
      }
    }
  }

  private void end(int code) {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
    }
    listener.ended(code);
  }

  private synchronized boolean opened(WebSocket opened) {
    socket = opened;
    return !ended;
  }

  private final class Ear implements WebSocket.Listener {

    private final StringBuilder text = new StringBuilder();

    @Override
    public void onOpen(WebSocket opened) {
      if (opened(opened)) {
        opened.request(1);
      } else {
        opened.abort();
      }
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
      listener.heard();
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      listener.heard();
      text.append(data);
      if (last) {
        var frame = Json.MAPPER.readTree(text.toString());
        text.setLength(0);
        listener.frame(frame);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      end(code);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      end(NO_CLOSE_FRAME);
    }
  }
}
