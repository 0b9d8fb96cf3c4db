package io.parley.chat.presence;

import io.parley.common.bus.Channels;
import io.parley.common.bus.PresenceNode;
import io.parley.common.id.NodeId;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.RedisStreamCommands.XAddOptions;
import org.springframework.data.redis.connection.stream.StreamRecords;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.concurrent.Queues;
import tools.jackson.databind.json.JsonMapper;

/// Writes the node's stream, entry by entry in order, and keeps the node registered. When Redis is
/// away entries are dropped: their numbers are missing then, which is all that presence-service
/// needs to ask.
final class PresenceStream implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PresenceStream.class);

  private static final int WAITING = 16_384;
  private static final long ENTRIES_KEPT = 100_000;
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration BEAT = Duration.ofSeconds(4);

  private final ReactiveStringRedisTemplate redis;
  private final JsonMapper json;
  private final NodeId node;
  private final Supplier<Optional<String>> url;
  private final Sinks.Many<Entry> entries =
      Sinks.unsafe().many().unicast().onBackpressureBuffer(Queues.<Entry>get(WAITING).get());
  private final Disposable.Composite work = Disposables.composite();

  /// @param url where other services reach this node, once it listens
  PresenceStream(
      ReactiveStringRedisTemplate redis,
      JsonMapper json,
      NodeId node,
      Supplier<Optional<String>> url) {
    this.redis = redis;
    this.json = json;
    this.node = node;
    this.url = url;
  }

  /// @param beat says that the node lives
  void start(Runnable beat) {
    work.add(entries.asFlux().concatMap(this::write).subscribe());
    work.add(
        Flux.interval(Duration.ZERO, BEAT)
            .onBackpressureDrop()
            .doOnNext(_ -> beat.run())
            .concatMap(_ -> register())
            .subscribe());
  }

  /// Takes an entry; callers exclude each other. A full queue drops it.
  void add(Entry entry) {
    var result = entries.tryEmitNext(entry);
    if (result.isFailure()) {
      log.warn("an entry of the presence stream was dropped: {}", result);
    }
  }

  /// The node is there under its address from now on.
  Mono<Void> register() {
    return Mono.defer(() -> Mono.justOrEmpty(url.get()))
        .map(address -> json.writeValueAsString(new PresenceNode(node, address)))
        .flatMap(value -> nodes().put(Channels.PRESENCE_NODES, node.value(), value))
        .timeout(PATIENCE)
        .onErrorResume(error -> Mono.fromRunnable(() -> missed(error)))
        .then();
  }

  /// The node leaves after its last entry.
  Mono<Void> leave() {
    return nodes()
        .remove(Channels.PRESENCE_NODES, node.value())
        .timeout(PATIENCE)
        .onErrorResume(error -> Mono.fromRunnable(() -> missed(error)))
        .then();
  }

  @Override
  public void close() {
    work.dispose();
  }

  private Mono<Void> write(Entry entry) {
    var added =
        StreamRecords.newRecord().in(Channels.presenceFeed(node.value())).ofMap(entry.fields());
    return redis
        .opsForStream()
        .add(added, XAddOptions.maxlen(ENTRIES_KEPT).approximateTrimming(true))
        .timeout(PATIENCE)
        .onErrorResume(error -> Mono.fromRunnable(() -> missed(error)))
        .then();
  }

  private org.springframework.data.redis.core.ReactiveHashOperations<String, String, String>
      nodes() {
    return redis.opsForHash();
  }

  private static void missed(Throwable error) {
    log.debug("presence could not be told: {}", error.toString());
  }
}
