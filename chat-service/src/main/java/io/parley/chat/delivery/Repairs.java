package io.parley.chat.delivery;

import io.parley.chat.log.EventLog;
import io.parley.chat.log.Head;
import io.parley.chat.log.Moves;
import io.parley.common.frame.ServerFrame;
import io.parley.common.id.ConversationId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/// Finds what the bus lost: every 5 s the logs that moved, after a reconnect the heads of all
/// feeds. What it costs follows the traffic, not the memberships.
public final class Repairs implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Repairs.class);

  private static final Duration PERIOD = Duration.ofSeconds(5);
  private static final Duration HEADS_PERIOD = Duration.ofSeconds(10);
  private static final Duration UNUSED = Duration.ofSeconds(30);
  private static final Duration RECENT = Duration.ofSeconds(60);
  private static final int PLACES_A_READ = 300;
  private static final int HEADS_A_FRAME = 300;

  private final Feeds feeds;
  private final EventLog events;
  private final Moves moves;
  private final Tasks tasks;
  private final Duration recent;
  private final Disposable.Swap running = Disposables.swap();
  private volatile @Nullable Instant mark;

  public Repairs(Feeds feeds, EventLog events, Moves moves, Tasks tasks) {
    this(feeds, events, moves, tasks, RECENT);
  }

  /// @param recent for how long after a move one looks behind the head
  Repairs(Feeds feeds, EventLog events, Moves moves, Tasks tasks, Duration recent) {
    this.feeds = feeds;
    this.events = events;
    this.moves = moves;
    this.tasks = tasks;
    this.recent = recent;
  }

  public void start() {
    running.update(
        Disposables.composite(
            Flux.interval(Duration.ZERO, PERIOD)
                .onBackpressureDrop()
                .concatMap(_ -> round())
                .subscribe(),
            Flux.interval(HEADS_PERIOD).onBackpressureDrop().subscribe(_ -> tellHeads())));
  }

  @Override
  public void close() {
    running.dispose();
  }

  /// Compares every feed with the store.
  void compareAll() {
    tasks.run(
        Flux.fromIterable(List.copyOf(feeds.all()))
            .buffer(PLACES_A_READ)
            .concatMap(this::compare)
            .then()
            .retryWhen(Retry.backoff(5, Duration.ofMillis(500)))
            .onErrorResume(error -> failed("heads cannot be compared", error)));
  }

  private Mono<Void> round() {
    return moves
        .since(mark)
        .doOnNext(this::take)
        .then(Mono.defer(this::probe))
        .onErrorResume(error -> failed("moves cannot be read", error))
        .doFinally(_ -> feeds.closeUnused(UNUSED));
  }

  private void take(Moves.Look look) {
    mark = look.mark();
    look.moved().forEach(this::moved);
  }

  private void moved(ConversationId conversation, Head head) {
    var feed = feeds.get(conversation);
    if (feed != null) {
      feed.stir();
      feed.check(head);
    }
  }

  private void check(ConversationId conversation, Head head) {
    var feed = feeds.get(conversation);
    if (feed != null) {
      feed.check(head);
    }
  }

  /// Looks behind the heads of those where something went on, or was about to: a node may have
  /// stored there and died before it said what.
  private Mono<Void> probe() {
    var since = System.nanoTime() - recent.toNanos();
    var doubtful = feeds.all().stream().filter(feed -> feed.stirredSince(since)).toList();
    return Flux.fromIterable(doubtful).buffer(PLACES_A_READ).concatMap(this::beyond).then();
  }

  private Mono<Void> compare(List<Feed> part) {
    return events
        .heads(part.stream().map(Feed::id).toList())
        .doOnNext(heads -> heads.forEach(this::check))
        .then(Mono.defer(() -> beyond(part)));
  }

  private Mono<Void> beyond(Collection<Feed> part) {
    var positions = part.stream().collect(Collectors.toMap(Feed::id, Feed::position));
    return moves
        .beyond(positions)
        .doOnNext(found -> found.forEach(id -> reached(id, positions)))
        .then();
  }

  private void reached(ConversationId conversation, Map<ConversationId, Long> positions) {
    var feed = feeds.get(conversation);
    if (feed != null) {
      feed.reached(positions.getOrDefault(conversation, 0L) + 1);
    }
  }

  /// Shows each session where those of its conversations stand in which something went on.
  private void tellHeads() {
    Map<Recipient, Map<ConversationId, Long>> heads = new HashMap<>();
    for (var feed : feeds.takeMoved()) {
      feed.visitLive(
          (recipient, conversation, head) -> {
            var own = heads.computeIfAbsent(recipient, _ -> new HashMap<>());
            if (own.size() < HEADS_A_FRAME) {
              own.put(conversation, head);
            }
          });
    }
    heads.forEach((recipient, own) -> recipient.offer(Outgoing.of(new ServerFrame.Heads(own))));
  }

  private static Mono<Void> failed(String what, Throwable error) {
    log.warn("{}: {}", what, error.toString());
    return Mono.empty();
  }
}
