package io.parley.systemtests;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A client that behaves as the protocol asks: keeps what is not acknowledged and sends it again,
/// keeps its position of each conversation and resumes, and writes down what it saw.
final class Member implements AutoCloseable {

  /// What one sequence was for this member: the id of the message, by `ack` or by frame.
  private final Map<String, TreeMap<Long, String>> seen = new LinkedHashMap<>();

  private final Map<String, Map<String, Object>> unacknowledged = new LinkedHashMap<>();
  private final Map<String, Acked> acknowledged = new LinkedHashMap<>();
  private final Map<String, String> epochs;
  private final List<String> violations = new ArrayList<>();
  private final Api.Identity identity;
  private final List<URI> gateways;
  private final List<Integer> closeCodes = new ArrayList<>();
  private int attempts;
  private boolean open = true;
  private @Nullable ChatSocket socket;
  private @Nullable Thread reconnecting;

  /// An acknowledged message: its id and place.
  record Acked(String message, long sequence) {}

  /// @param epochs the epoch of each conversation, to resume from its start
  Member(URI gateway, Api.Identity identity, Map<String, String> epochs) {
    this(List.of(gateway), identity, epochs);
  }

  /// @param gateways tried in turn
  Member(List<URI> gateways, Api.Identity identity, Map<String, String> epochs) {
    this.gateways = List.copyOf(gateways);
    this.identity = identity;
    this.epochs = epochs;
    for (var conversation : epochs.keySet()) {
      seen.put(conversation, new TreeMap<>());
    }
  }

  Api.Identity identity() {
    return identity;
  }

  /// Connects and resumes; later, by itself, again and again until closed.
  void connect() {
    var opened = ChatSocket.open(nextGateway(), identity.token(), "?resume=1", this::onFrame);
    synchronized (this) {
      socket = opened;
    }
    var positions = new LinkedHashMap<String, Object>();
    synchronized (this) {
      for (var conversation : epochs.entrySet()) {
        positions.put(
            conversation.getKey(),
            Map.of("epoch", conversation.getValue(), "sequence", position(conversation.getKey())));
      }
    }
    opened.send(Map.of("type", "resume", "ref", "resume", "positions", positions));
    List<Map<String, Object>> again;
    synchronized (this) {
      again = List.copyOf(unacknowledged.values());
    }
    again.forEach(opened::send);
    opened.closed().thenAccept(this::reconnect);
  }

  private synchronized URI nextGateway() {
    return gateways.get(attempts++ % gateways.size());
  }

  /// Sends once, and again after each reconnect until it is acknowledged.
  void send(String conversation, String clientMessageId, String text) {
    Map<String, Object> frame =
        Map.of(
            "type", "send",
            "ref", clientMessageId,
            "conversation", conversation,
            "clientMessageId", clientMessageId,
            "text", text);
    ChatSocket now;
    synchronized (this) {
      unacknowledged.put(clientMessageId, frame);
      now = socket;
    }
    sendOrReconnect(java.util.Objects.requireNonNull(now, "connect first"), frame);
  }

  synchronized int waiting() {
    return unacknowledged.size();
  }

  synchronized Map<String, Acked> acknowledged() {
    return Map.copyOf(acknowledged);
  }

  /// Sequence to message id of everything this member saw.
  synchronized TreeMap<Long, String> seen(String conversation) {
    return new TreeMap<>(log(conversation));
  }

  /// What this member saw that must never happen.
  synchronized List<String> violations() {
    return List.copyOf(violations);
  }

  /// How its sockets ended, but for the last one.
  synchronized List<Integer> closeCodes() {
    return List.copyOf(closeCodes);
  }

  /// The highest sequence below which nothing is missing.
  synchronized long position(String conversation) {
    long position = 0;
    for (var sequence : log(conversation).keySet()) {
      if (sequence != position + 1) {
        break;
      }
      position = sequence;
    }
    return position;
  }

  @Override
  public void close() {
    ChatSocket last;
    synchronized (this) {
      open = false;
      last = socket;
    }
    if (last != null) {
      last.abort();
    }
  }

  private synchronized void onFrame(JsonNode frame) {
    switch (frame.path("type").asString("")) {
      case "ack" -> {
        var acked = new Acked(frame.get("message").asString(), frame.get("sequence").asLong());
        var id = frame.get("clientMessageId").asString();
        unacknowledged.remove(id);
        var before = acknowledged.put(id, acked);
        if (before != null && !before.equals(acked)) {
          violations.add(id + " acknowledged as " + before + " and as " + acked);
        }
        note(frame.get("conversation").asString(), acked.sequence(), acked.message(), true);
      }
      case "message" ->
          note(
              frame.get("conversation").asString(),
              frame.get("sequence").asLong(),
              frame.get("id").asString(),
              false);
      case "problem" -> onProblem(frame);
      case "resync" -> violations.add("resync: " + frame);
      default -> {}
    }
  }

  private void onProblem(JsonNode problem) {
    var waits = problem.path("retryAfterMillis").asLong(0);
    var id = problem.path("clientMessageId").asString("");
    var frame = unacknowledged.get(id);
    if (frame == null) {
      violations.add("problem: " + problem);
      return;
    }
    var from = socket;
    Thread.startVirtualThread(
        () -> {
          pause(Duration.ofMillis(Math.max(50, waits)));
          synchronized (this) {
            if (from == null || from != socket || !unacknowledged.containsKey(id)) {
              return;
            }
          }
          sendOrReconnect(from, frame);
        });
  }

  private void note(String conversation, long sequence, String message, boolean byAck) {
    var log = seen.get(conversation);
    if (log == null) {
      violations.add("a frame of a foreign conversation " + conversation);
      return;
    }
    var before = log.put(sequence, message);
    if (before != null && !before.equals(message)) {
      violations.add(sequence + " was " + before + " and is " + message);
    }
    if (before != null && !byAck && !acknowledgedAt(message)) {
      violations.add("overlap at " + sequence);
    }
  }

  private TreeMap<Long, String> log(String conversation) {
    return java.util.Objects.requireNonNull(seen.get(conversation), conversation);
  }

  private boolean acknowledgedAt(String message) {
    return acknowledged.values().stream().anyMatch(acked -> acked.message().equals(message));
  }

  /// When the socket is gone, the next one sends what is not acknowledged.
  private void sendOrReconnect(ChatSocket to, Map<String, Object> frame) {
    try {
      to.send(frame);
    } catch (RuntimeException e) {
      awaitReconnecting();
    }
  }

  private synchronized void reconnect(ChatSocket.Closed closed) {
    if (open) {
      closeCodes.add(closed.code());
    }
    if (open && (reconnecting == null || !reconnecting.isAlive())) {
      reconnecting = Thread.startVirtualThread(this::connectUntilOpen);
    }
  }

  private void connectUntilOpen() {
    while (isOpen()) {
      try {
        connect();
        return;
      } catch (RuntimeException e) {
        pause(Duration.ofMillis(100));
      }
    }
  }

  private void awaitReconnecting() {
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(this::isReconnected);
  }

  private synchronized boolean isReconnected() {
    return socket != null && !socket.closed().isDone();
  }

  private synchronized boolean isOpen() {
    return open;
  }

  private static void pause(Duration time) {
    java.util.concurrent.locks.LockSupport.parkNanos(time.toNanos());
  }
}
