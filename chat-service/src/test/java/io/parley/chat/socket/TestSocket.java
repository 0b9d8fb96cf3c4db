package io.parley.chat.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.parley.chat.ChatNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A client's socket that keeps every frame it got, and waits for those a test expects.
final class TestSocket implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final List<JsonNode> frames = new ArrayList<>();
  private final List<Long> arrivals = new ArrayList<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final CompletableFuture<Channel> channel = new CompletableFuture<>();
  private int read;

  private TestSocket() {}

  static TestSocket open(ChatNode node, String token) {
    return open(node, token, "/ws");
  }

  static TestSocket resuming(ChatNode node, String token) {
    return open(node, token, "/ws?resume=1");
  }

  static TestSocket open(ChatNode node, String token, String path) {
    return open(
        HttpClient.newConnection()
            .headers(headers -> headers.add("Authorization", "Bearer " + token)),
        "ws://127.0.0.1:" + node.port() + path);
  }

  static TestSocket open(HttpClient client, String uri) {
    return open(client, uri, WebsocketClientSpec.builder());
  }

  static TestSocket open(HttpClient client, String uri, WebsocketClientSpec.Builder spec) {
    var socket = new TestSocket();
    client
        .websocket(spec.maxFramePayloadLength(1 << 20).build())
        .uri(uri)
        .handle(socket::talk)
        .subscribe(_ -> {}, socket::failed, () -> socket.closed.complete(1006));
    socket.channel.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    return socket;
  }

  private Mono<Void> talk(WebsocketInbound in, WebsocketOutbound out) {
    in.withConnection(connection -> channel.complete(connection.channel()));
    in.receiveCloseStatus().subscribe(status -> closed.complete(status.code()));
    return in.receiveFrames().doOnNext(this::take).then();
  }

  private void failed(Throwable error) {
    channel.completeExceptionally(error);
    closed.complete(1006);
  }

  private synchronized void take(WebSocketFrame frame) {
    if (frame instanceof TextWebSocketFrame text) {
      frames.add(JSON.readTree(text.content().toString(UTF_8)));
      arrivals.add(System.nanoTime());
      notifyAll();
    } else if (frame instanceof CloseWebSocketFrame close) {
      closed.complete(close.statusCode());
    }
  }

  /// Sends a frame, written with single quotes.
  TestSocket say(String json, Object... values) {
    return raw(json.formatted(values).replace('\'', '"'));
  }

  /// Sends a message, again and again until it is acknowledged, as a client has to.
  JsonNode send(String conversation, String clientMessageId, String text) {
    while (true) {
      say(
          "{'type':'send','conversation':'%s','clientMessageId':'%s','text':'%s'}",
          conversation, clientMessageId, text);
      var answer =
          await(
              frame ->
                  clientMessageId.equals(frame.path("clientMessageId").stringValue(""))
                      && !frame.path("type").stringValue("").equals("message"),
              "answer to " + clientMessageId);
      if (answer.get("type").stringValue().equals("ack")) {
        return answer;
      }
      assertThat(answer.get("problem").stringValue()).isIn("try-again", "rate-limited");
    }
  }

  TestSocket raw(String text) {
    return write(new TextWebSocketFrame(text));
  }

  TestSocket write(WebSocketFrame frame) {
    channel.join().writeAndFlush(frame);
    return this;
  }

  /// Bytes below the frames.
  TestSocket bytes(byte[] bytes) {
    channel.join().pipeline().firstContext().writeAndFlush(Unpooled.wrappedBuffer(bytes));
    return this;
  }

  /// The next frame of this type; those before it are passed over.
  JsonNode await(String type) {
    return await(frame -> type.equals(frame.path("type").stringValue("")), type);
  }

  synchronized JsonNode await(Predicate<JsonNode> wanted, String what) {
    var end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      while (read < frames.size()) {
        var next = frames.get(read++);
        if (wanted.test(next)) {
          return next;
        }
      }
      var left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      assertThat(left).as(() -> what + " among " + frames).isPositive();
      try {
        wait(left);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /// Waits until there are so many frames of this type since the beginning.
  List<JsonNode> awaitAll(String type, int count) {
    awaitUntil(
        () -> all(type).size() >= count, () -> count + " of " + type + ", got " + all(type).size());
    return all(type);
  }

  /// Waits until such a frame has come, also when it did so before something that was awaited.
  void awaitCame(Predicate<JsonNode> wanted, String what) {
    awaitUntil(() -> frames.stream().anyMatch(wanted), () -> what + " among " + frames);
  }

  private synchronized void awaitUntil(BooleanSupplier condition, Supplier<String> what) {
    var end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      var left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      assertThat(left).as(what).isPositive();
      try {
        wait(left);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /// The frames of this type that came so far.
  synchronized List<JsonNode> all(String type) {
    return frames.stream()
        .filter(frame -> type.equals(frame.path("type").stringValue("")))
        .toList();
  }

  /// When each message came, by its sequence, of [System#nanoTime].
  synchronized Map<Long, Long> arrivals() {
    var times = new HashMap<Long, Long>();
    for (int i = 0; i < frames.size(); i++) {
      if ("message".equals(frames.get(i).path("type").stringValue(""))) {
        times.put(frames.get(i).get("sequence").longValue(), arrivals.get(i));
      }
    }
    return times;
  }

  synchronized List<JsonNode> all() {
    return List.copyOf(frames);
  }

  /// Lets go of what came so far.
  synchronized void forget() {
    frames.clear();
    arrivals.clear();
    read = 0;
  }

  /// Everything that was sent before has been answered.
  TestSocket settle() {
    say("{'type':'ping','ref':'settle'}");
    await(
        frame ->
            "pong".equals(frame.path("type").stringValue(""))
                && "settle".equals(frame.path("ref").stringValue("")),
        "pong");
    return this;
  }

  /// Stops reading, or goes on.
  void stall(boolean stalled) {
    channel.join().config().setAutoRead(!stalled);
  }

  int closeCode() {
    return closed.orTimeout(40, TimeUnit.SECONDS).join();
  }

  boolean isOpen() {
    return !closed.isDone();
  }

  /// With a close frame.
  void goodbye() {
    write(new CloseWebSocketFrame(1000, "bye"));
  }

  /// Without a goodbye.
  void cut() {
    channel.join().close();
  }

  @Override
  public void close() {
    channel.join().close();
  }
}
