package io.parley.prove.churn;

import io.parley.prove.client.Rest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Users of one conversation whose sockets come and go: each is welcomed, watches somebody, types,
/// sends now and then, and goes with a close frame or without.
final class Visitors {

  private static final int USERS = 40;
  private static final int AT_ONCE = 64;
  private static final int SENDS_EVERY = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int ATTEMPTS = 5;
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final HttpClient http;
  private final URI gateway;
  private final List<String> tokens;
  private final List<String> users;
  private final String conversation;
  private final AtomicInteger numbers = new AtomicInteger();
  private final Map<String, Integer> failures = new ConcurrentHashMap<>();

  private Visitors(
      HttpClient http, URI gateway, List<String> tokens, List<String> users, String conversation) {
    this.http = http;
    this.gateway = gateway;
    this.tokens = tokens;
    this.users = users;
    this.conversation = conversation;
  }

  static Visitors create(HttpClient http, URI gateway, String serverKey)
      throws IOException, InterruptedException {
    var server = new Rest(http, gateway, serverKey);
    var wanted = new ArrayList<Map<String, String>>();
    for (int i = 1; i <= USERS; i++) {
      wanted.add(Map.of("username", "visitor%02d".formatted(i), "fullName", "Visitor " + i));
    }
    var users = new ArrayList<String>();
    var tokens = new ArrayList<String>();
    for (var user :
        server
            .expect(200, server.post("/api/server/users", Map.of("users", wanted)))
            .get("users")) {
      users.add(user.get("id").asString());
      var answer = server.post("/api/server/tokens", Map.of("user", users.getLast()));
      tokens.add(server.expect(201, answer).get("accessToken").asString());
    }
    var owner = new Rest(http, gateway, tokens.getFirst());
    var made =
        owner.post(
            "/api/conversations", Map.of("kind", "group", "members", users, "name", "churn"));
    var conversation = owner.expect(201, made).get("id").asString();
    return new Visitors(http, gateway, tokens, users, conversation);
  }

  /// Returns when so many sockets have come and gone.
  void come(int sockets, int rate) throws InterruptedException {
    var places = new Semaphore(AT_ONCE);
    long pause = TimeUnit.SECONDS.toNanos(1) / rate;
    long due = System.nanoTime();
    for (int i = 0; i < sockets; i++) {
      places.acquire();
      Thread.startVirtualThread(
          () -> {
            try {
              visit(numbers.getAndIncrement());
            } finally {
              places.release();
            }
          });
      due = Math.max(due + pause, System.nanoTime() - TimeUnit.SECONDS.toNanos(1));
      LockSupport.parkNanos(due - System.nanoTime());
    }
    places.acquire(AT_ONCE);
    places.release(AT_ONCE);
  }

  /// How many did not get in, or did not hear what they had to, as often as they came; by the
  /// reason.
  Map<String, Integer> failures() {
    return Map.copyOf(failures);
  }

  /// As a client does it: when it was sent away or told to try again, it comes again.
  private void visit(int number) {
    var reason = attempt(number);
    try {
      for (int again = 1; reason != null && again < ATTEMPTS; again++) {
        Thread.sleep(PAUSE);
        reason = attempt(number);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (reason != null) {
      failures.merge(reason, 1, Integer::sum);
    }
  }

  /// @return why it failed; null when it did not
  private @Nullable String attempt(int number) {
    var ear = new Ear();
    WebSocket socket = null;
    try {
      socket = open(tokens.get(number % users.size()), ear);
      talk(socket, ear, number);
      if (number % 2 == 0) {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get();
        ear.awaitEnd();
      }
      return null;
    } catch (ExecutionException e) {
      return reason(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      return "waited for " + e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    } finally {
      if (socket != null) {
        socket.abort();
      }
    }
  }

  private WebSocket open(String token, Ear ear)
      throws ExecutionException, TimeoutException, InterruptedException {
    var address = URI.create(gateway.toString().replaceFirst("^http", "ws") + "/ws");
    return http.newWebSocketBuilder()
        .header("Authorization", "Bearer " + token)
        .subprotocols("parley.v1")
        .connectTimeout(PATIENCE)
        .buildAsync(address, ear)
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private void talk(WebSocket socket, Ear ear, int number)
      throws ExecutionException, TimeoutException, InterruptedException {
    ear.await("welcome");
    var other = users.get((number + 1) % users.size());
    say(socket, "{\"type\":\"watch\",\"users\":[\"%s\"]}".formatted(other));
    say(
        socket,
        "{\"type\":\"typing\",\"conversation\":\"%s\",\"on\":true}".formatted(conversation));
    if (number % SENDS_EVERY == 0) {
      say(
          socket,
          "{\"type\":\"send\",\"ref\":\"1\",\"conversation\":\"%s\",\"clientMessageId\":\"m%d\",\"text\":\"hello\"}"
              .formatted(conversation, number));
      ear.await("ack");
    }
  }

  private static void say(WebSocket socket, String frame)
      throws ExecutionException, InterruptedException {
    socket.sendText(frame, true).get();
  }

  private static String reason(Throwable error) {
    return error instanceof WebSocketHandshakeException refused
        ? "answered " + refused.getResponse().statusCode()
        : error.toString();
  }

  /// Waits for a frame that holds some text, or for the end.
  private static final class Ear implements WebSocket.Listener {

    private final CompletableFuture<Boolean> end = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final List<String> heard = new ArrayList<>();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        synchronized (heard) {
          heard.add(text.toString());
          heard.notifyAll();
        }
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      end.complete(true);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      end.complete(false);
    }

    /// @param wanted a type of frames
    void await(String wanted) throws InterruptedException, TimeoutException {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      synchronized (heard) {
        while (heard.stream().noneMatch(frame -> frame.contains("\"type\":\"" + wanted + "\""))) {
          long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
          if (left <= 0) {
            throw new TimeoutException(wanted);
          }
          heard.wait(left);
        }
      }
    }

    void awaitEnd() throws InterruptedException, ExecutionException, TimeoutException {
      end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }
}
