package io.parley.standalone.rehearsal;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One person's socket: sends a message, waits for its answer, sends the next one or the same
/// again, and has read whatever came.
final class Talker implements WebSocket.Listener {

  private static final int SAID_BEFORE_TYPING = 10;

  /// With what it says, fewer frames than a socket may send.
  private static final int HEARD_BEFORE_READING = 16;

  private final CompletableFuture<WebSocket> opened;
  private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
  private final List<String> conversations = new CopyOnWriteArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private CompletionStage<?> sending;
  private long untilNanos;
  private int said;
  private int heard;

  private Talker(HttpClient http, URI gateway, String token) {
    var address = URI.create(gateway.toString().replaceFirst("^http", "ws") + "/ws");
    opened =
        http.newWebSocketBuilder()
            .header("Authorization", "Bearer " + token)
            .subprotocols("parley.v1")
            .buildAsync(address, this);
    sending = opened;
  }

  static Talker enter(HttpClient http, URI gateway, String token) {
    return new Talker(http, gateway, token);
  }

  void joins(String conversation) {
    conversations.add(conversation);
  }

  void begin(Duration talking) {
    untilNanos = System.nanoTime() + talking.toNanos();
    sayNext();
  }

  /// Complete when its time is over and its last message is answered.
  CompletableFuture<@Nullable Void> ended() {
    return ended;
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
    text.append(part);
    if (last) {
      var frame = JsonMapper.shared().readTree(text.toString());
      text.setLength(0);
      took(frame);
    }
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    ended.completeExceptionally(new IllegalStateException("closed with " + code));
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    ended.completeExceptionally(error);
  }

  private void took(JsonNode frame) {
    switch (frame.path("type").asString()) {
      case "message" -> {
        heard++;
        if (heard % HEARD_BEFORE_READING == 0) {
          read(frame);
        }
      }
      case "ack" -> {
        said++;
        sayNext();
      }
      case "problem" -> {
        if (frame.has("ref")) {
          later(frame.path("retryAfterMillis").asLong(100)).execute(this::sayNext);
        }
      }
      default -> {
        // nothing to do about it
      }
    }
  }

  private void read(JsonNode message) {
    send(
        Map.of(
            "type",
            "mark",
            "conversation",
            message.path("conversation").asString(),
            "read",
            message.path("sequence").asLong()));
  }

  private void sayNext() {
    if (System.nanoTime() - untilNanos > 0) {
      ended.complete(null);
      return;
    }
    var conversation = conversations.get(said % conversations.size());
    if (said % SAID_BEFORE_TYPING == 0) {
      send(Map.of("type", "typing", "conversation", conversation, "on", true));
    }
    send(
        Map.of(
            "type",
            "send",
            "ref",
            "r" + said,
            "conversation",
            conversation,
            "clientMessageId",
            "m" + said,
            "text",
            "What is said here is said to be forgotten, for the " + said + "th time"));
  }

  private static Executor later(long millis) {
    return CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
  }

  /// One after another, as the socket asks for.
  private synchronized void send(Map<String, ?> frame) {
    var json = JsonMapper.shared().writeValueAsString(frame);
    sending = sending.thenCompose(_ -> opened).thenCompose(socket -> socket.sendText(json, true));
  }
}
