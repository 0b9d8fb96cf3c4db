package io.parley.presence;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.parley.common.bus.Channels;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/// A chat node as presence-service sees one: a stream of numbered entries and an address that gives
/// the whole list. What it cannot write it forgets, so that an outage leaves a gap.
public final class FakeNode implements AutoCloseable {

  public static final Duration BEAT = Duration.ofMillis(300);

  private final String incarnation = "inc-" + UUID.randomUUID();
  private final RedisClusterCommands<String, String> redis;
  private final DisposableServer server;
  private final ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor();
  private final Map<String, Held> sessions = new TreeMap<>();
  private boolean stopped;
  private boolean silent;
  private boolean listRefused;
  private long number;
  private int listsGiven;

  private FakeNode(RedisClusterCommands<String, String> redis) {
    this.redis = redis;
    this.server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .route(
                routes ->
                    routes.get(
                        "/internal/presence/sessions",
                        (request, response) ->
                            refuses()
                                ? response.status(503).send()
                                : response
                                    .header("Content-Type", "application/json")
                                    .sendString(Mono.fromSupplier(this::wholeList))))
            .bindNow();
  }

  /// A node that is up and beats.
  public static FakeNode start(RedisClient client) {
    return start(client.connect().sync());
  }

  /// The same on whatever shape of Redis.
  public static FakeNode start(RedisClusterCommands<String, String> redis) {
    FakeNode node = silent(redis);
    node.beat();
    node.beats.scheduleAtFixedRate(
        node::beat, BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
    return node;
  }

  /// A node that writes only what the test says.
  public static FakeNode silent(RedisClient client) {
    return silent(client.connect().sync());
  }

  private static FakeNode silent(RedisClusterCommands<String, String> redis) {
    FakeNode node = new FakeNode(redis);
    node.register();
    return node;
  }

  public String incarnation() {
    return incarnation;
  }

  public synchronized void open(String session, String user) {
    set("open", session, user, "online");
  }

  public synchronized void set(String type, String session, String user, String state) {
    sessions.put(session, new Held(user, state));
    write("t", type, "user", user, "session", session, "state", state);
  }

  public synchronized void away(String session) {
    set("state", session, held(session).user(), "away");
  }

  public synchronized void online(String session) {
    set("state", session, held(session).user(), "online");
  }

  public synchronized void close(String session, String reason) {
    Held held = held(session);
    sessions.remove(session);
    write("t", "close", "user", held.user(), "session", session, "reason", reason);
  }

  public synchronized void close(String session) {
    close(session, "closed");
  }

  /// Changes sessions without a word in the stream, as when the entry is lost.
  public synchronized void unheard(Runnable changes) {
    silent = true;
    changes.run();
    silent = false;
  }

  public synchronized void beat() {
    register();
    write("t", "beat");
  }

  /// The process stands still, or is dead: nothing is written and nobody answers.
  public synchronized void freeze() {
    stopped = true;
  }

  public synchronized void thaw() {
    stopped = false;
  }

  public synchronized void refuseList(boolean refuse) {
    listRefused = refuse;
  }

  public synchronized int listsGiven() {
    return listsGiven;
  }

  /// Throws the whole stream away, read or not.
  public synchronized void trim() {
    attempt(() -> redis.xtrim(Channels.presenceFeed(incarnation), 0));
  }

  public synchronized Map<String, String> users() {
    return sessions.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().user()));
  }

  public synchronized Set<String> openSessions() {
    return Set.copyOf(sessions.keySet());
  }

  public synchronized Map<String, String> states() {
    return sessions.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().state()));
  }

  /// A clean stop: all sessions closed, then out of the directory.
  public synchronized void leave() {
    Set.copyOf(sessions.keySet()).forEach(this::close);
    stopped = true;
    attempt(() -> redis.hdel(Channels.PRESENCE_NODES, incarnation));
  }

  @Override
  public void close() {
    beats.shutdownNow();
    server.disposeNow();
  }

  private Held held(String session) {
    return Objects.requireNonNull(sessions.get(session));
  }

  private record Held(String user, String state) {}

  private void register() {
    if (!stopped) {
      String value = "{\"node\":\"n\",\"url\":\"http://127.0.0.1:" + server.port() + "\"}";
      attempt(() -> redis.hset(Channels.PRESENCE_NODES, incarnation, value));
    }
  }

  private void write(String... fields) {
    if (stopped) {
      return;
    }
    number++;
    Map<String, String> entry = new LinkedHashMap<>();
    entry.put("n", Long.toString(number));
    for (int i = 0; i < fields.length; i += 2) {
      entry.put(fields[i], fields[i + 1]);
    }
    if (!silent) {
      attempt(() -> redis.xadd(Channels.presenceFeed(incarnation), entry));
    }
  }

  private static void attempt(Runnable command) {
    try {
      command.run();
    } catch (RedisException away) {
      // the whole list will tell
    }
  }

  private synchronized boolean refuses() {
    return stopped || listRefused;
  }

  private synchronized String wholeList() {
    listsGiven++;
    return sessions.entrySet().stream()
        .map(
            entry ->
                "{\"session\":\"%s\",\"user\":\"%s\",\"state\":\"%s\"}"
                    .formatted(entry.getKey(), entry.getValue().user(), entry.getValue().state()))
        .collect(
            Collectors.joining(
                ",",
                "{\"incarnation\":\"%s\",\"n\":%d,\"sessions\":[".formatted(incarnation, number),
                "]}"));
  }
}
