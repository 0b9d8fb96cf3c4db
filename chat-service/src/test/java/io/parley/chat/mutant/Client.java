package io.parley.chat.mutant;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.parley.chat.ChatNode;
import io.parley.common.frame.Position;
import io.parley.common.id.ClientMessageId;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import io.parley.common.problem.ProblemType;
import io.parley.prove.history.CallEntry;
import io.parley.prove.history.Digest;
import io.parley.prove.history.Recorder;
import io.parley.prove.history.SessionEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.websocket.WebsocketInbound;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A user's client as the contract wants it: it keeps its sends until they are acknowledged, sends
/// them again in order, and goes on from where it was. Everything is written down.
final class Client {

  static final long PATIENCE_SECONDS = 60;

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final AtomicLong CALLS = new AtomicLong();
  private static final AtomicLong SESSIONS = new AtomicLong();

  /// A message that is not acknowledged yet.
  private record Letter(ConversationId to, String id, String text) {}

  private final Recorder recorder;
  private final UserId user;
  private final String token;
  private final UnaryOperator<Position> misread;
  private final Map<ConversationId, Got> got = new TreeMap<>(Client::compare);
  private final Map<String, Letter> unacked = new LinkedHashMap<>();
  private final List<Letter> acked = new ArrayList<>();
  private final Map<Long, Letter> asked = new HashMap<>();
  private final Map<ConversationId, Long> highest = new HashMap<>();
  private volatile @Nullable Channel channel;
  private String session = "";
  private String target = "";
  private boolean resumed;
  private int messages;

  /// How far the client is in one conversation.
  private static final class Got {
    private String epoch = "";
    private long position;
    private final TreeSet<Long> ahead = new TreeSet<>();

    void add(long sequence) {
      ahead.add(sequence);
      while (ahead.remove(position + 1)) {
        position++;
      }
      ahead.headSet(position, true).clear();
    }
  }

  /// @param misread what becomes of each position on its way to the node, after it was written down
  Client(Recorder recorder, UserId user, String token, UnaryOperator<Position> misread) {
    this.recorder = recorder;
    this.user = user;
    this.token = token;
    this.misread = misread;
  }

  private static int compare(ConversationId one, ConversationId other) {
    return one.value().compareTo(other.value());
  }

  UserId user() {
    return user;
  }

  /// Knows the conversation from its beginning.
  synchronized void knows(ConversationId conversation, String epoch) {
    got.computeIfAbsent(conversation, _ -> new Got()).epoch = epoch;
  }

  /// Opens a socket and goes on from what is known.
  void open(ChatNode node, String name) {
    var opened = new CompletableFuture<Channel>();
    var own = "s" + SESSIONS.incrementAndGet();
    synchronized (this) {
      session = own;
      target = name;
      resumed = false;
    }
    HttpClient.create()
        .headers(headers -> headers.add("Authorization", "Bearer " + token))
        .websocket()
        .uri("ws://127.0.0.1:" + node.port() + "/ws?resume=1")
        .handle((in, _) -> listen(in, own, opened))
        .subscribe(_ -> {}, opened::completeExceptionally);
    opened.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    await(() -> resumed);
  }

  private Mono<Void> listen(WebsocketInbound in, String own, CompletableFuture<Channel> opened) {
    in.withConnection(
        connection -> {
          channel = connection.channel();
          opened.complete(connection.channel());
        });
    return in.receiveFrames().doOnNext(frame -> take(own, frame)).then().doFinally(_ -> ended(own));
  }

  /// The socket ended without this client's doing.
  private synchronized void ended(String own) {
    if (own.equals(session)) {
      recorder.write(
          new SessionEntry.Closed(recorder.now(), session, 1006, SessionEntry.End.SERVER));
      session = "";
    }
  }

  /// Breaks the socket off and forgets what was on its way.
  void cut() {
    var broken = channel;
    synchronized (this) {
      recorder.write(
          new SessionEntry.Closed(recorder.now(), session, 1006, SessionEntry.End.FAULT));
      asked
          .keySet()
          .forEach(call -> recorder.write(new CallEntry.Unanswered(recorder.now(), call)));
      asked.clear();
      session = "";
    }
    if (broken != null) {
      broken.close().syncUninterruptibly();
    }
  }

  /// Sends new messages one right after the other, and in their middle one again that was
  /// acknowledged before.
  synchronized void burst(ConversationId to, int count) {
    for (int i = 0; i < count; i++) {
      var letter = new Letter(to, "m" + ++messages, "text " + messages);
      unacked.put(letter.id(), letter);
      say(letter);
      if (i == count / 2) {
        acked.stream().filter(it -> it.to().equals(to)).findFirst().ifPresent(this::say);
      }
    }
  }

  /// Waits until everything is acknowledged, and sends again what was not.
  void settle() {
    Awaitility.await()
        .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .until(
            () -> {
              synchronized (this) {
                if (session.isEmpty()) {
                  throw new IllegalStateException(user + " has lost its socket");
                }
                if (asked.isEmpty()) {
                  List.copyOf(unacked.values()).forEach(this::say);
                }
                return unacked.isEmpty() && asked.isEmpty();
              }
            });
  }

  /// Whether everything up to there has come.
  synchronized boolean has(ConversationId conversation, long head) {
    var known = got.get(conversation);
    return known != null && known.position >= head;
  }

  /// The highest sequence that the client sent itself.
  synchronized long acked(ConversationId conversation) {
    return highest.getOrDefault(conversation, 0L);
  }

  private void await(BooleanSupplier condition) {
    Awaitility.await()
        .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .until(
            () -> {
              synchronized (this) {
                return condition.getAsBoolean();
              }
            });
  }

  private void say(Letter letter) {
    long call = CALLS.incrementAndGet();
    asked.put(call, letter);
    recorder.write(
        new CallEntry.Sent(
            recorder.now(),
            call,
            user,
            CallEntry.Via.SOCKET,
            session,
            target,
            letter.to(),
            new ClientMessageId(letter.id()),
            Digest.of(letter.text())));
    write(
        Map.of(
            "type",
            "send",
            "ref",
            "" + call,
            "conversation",
            letter.to().value(),
            "clientMessageId",
            letter.id(),
            "text",
            letter.text()));
  }

  private void write(Object frame) {
    var open = channel;
    if (open != null) {
      open.writeAndFlush(new TextWebSocketFrame(JSON.writeValueAsString(frame)));
    }
  }

  private synchronized void take(String own, WebSocketFrame frame) {
    if (!own.equals(session) || !(frame instanceof TextWebSocketFrame text)) {
      return;
    }
    var json = JSON.readTree(text.content().toString(UTF_8));
    long at = recorder.now();
    switch (json.get("type").stringValue()) {
      case "welcome" -> welcome(at);
      case "ack" -> acked(at, json);
      case "problem" -> refused(at, json);
      case "message" -> received(at, json);
      case "resumed" -> resumed(at, json);
      case "resync" -> resync(at, json);
      default -> {}
    }
  }

  private void welcome(long at) {
    recorder.write(new SessionEntry.Opened(at, session, user, target, true));
    var positions = new HashMap<ConversationId, Position>();
    got.forEach((id, known) -> positions.put(id, new Position(known.epoch, known.position)));
    recorder.write(new SessionEntry.ResumeAsked(recorder.now(), session, positions));
    var sent = new HashMap<String, Position>();
    positions.forEach((id, position) -> sent.put(id.value(), misread.apply(position)));
    write(Map.of("type", "resume", "ref", "go", "positions", sent));
  }

  private void acked(long at, JsonNode json) {
    long call = Long.parseLong(json.get("ref").stringValue());
    var letter = asked.remove(call);
    recorder.write(
        new CallEntry.Acked(
            at,
            call,
            json.get("message").stringValue(),
            json.get("sequence").longValue(),
            json.get("duplicate").booleanValue()));
    if (letter != null) {
      got(letter.to()).add(json.get("sequence").longValue());
      highest.merge(letter.to(), json.get("sequence").longValue(), Math::max);
      if (unacked.remove(letter.id()) != null) {
        acked.add(letter);
      }
    }
  }

  private void refused(long at, JsonNode json) {
    long call = Long.parseLong(json.path("ref").stringValue("0"));
    var name = json.get("problem").stringValue();
    asked.remove(call);
    recorder.write(
        new CallEntry.Refused(
            at,
            call,
            Stream.of(ProblemType.values())
                .filter(type -> type.wireName().equals(name))
                .findFirst()
                .orElse(ProblemType.INTERNAL),
            json.path("retryAfterMillis").longValue(0)));
  }

  private Got got(ConversationId conversation) {
    return got.computeIfAbsent(conversation, _ -> new Got());
  }

  private void received(long at, JsonNode json) {
    var conversation = new ConversationId(json.get("conversation").stringValue());
    var event = Readings.event(json);
    recorder.write(new SessionEntry.Received(at, session, conversation, event));
    got(conversation).add(event.sequence());
  }

  private void resumed(long at, JsonNode json) {
    var conversation = json.path("conversation").stringValue("");
    if (conversation.isEmpty()) {
      resumed = true;
      recorder.write(new SessionEntry.AllResumed(at, session));
    } else {
      recorder.write(
          new SessionEntry.Resumed(
              at,
              session,
              new ConversationId(conversation),
              json.get("epoch").stringValue(),
              json.get("head").longValue()));
    }
  }

  private void resync(long at, JsonNode json) {
    var conversation = new ConversationId(json.get("conversation").stringValue());
    long head = json.get("head").longValue();
    recorder.write(
        new SessionEntry.Resynced(
            at,
            session,
            conversation,
            json.get("epoch").stringValue(),
            json.get("first").longValue(),
            head));
    var known = got(conversation);
    known.position = Math.max(known.position, head);
  }
}
