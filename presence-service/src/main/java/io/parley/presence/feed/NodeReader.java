package io.parley.presence.feed;

import io.parley.common.bus.PresenceNode;
import io.parley.common.bus.PresenceSession;
import io.parley.common.bus.PresenceSessions;
import io.parley.common.id.SessionId;
import io.parley.presence.PresenceSettings;
import io.parley.presence.loop.Loop;
import io.parley.presence.state.Claim;
import io.parley.presence.state.FeedEntry;
import io.parley.presence.state.Incarnation;
import io.parley.presence.state.NodeRecords;
import io.parley.presence.state.NodeStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Follows one node's feed in rounds, as long as this replica is the one that reads it.
///
/// What is known of the node stands in Redis; a reader only remembers what helps to find the node
/// again when Redis lost everything: where it was, and that its record was there.
final class NodeReader {

  private static final int CHUNK = 200;
  private static final String BEGINNING = "0-0";
  private static final Duration WAITING = Duration.ofMillis(500);
  private static final Logger log = LoggerFactory.getLogger(NodeReader.class);

  private final Incarnation incarnation;
  private final NodeDirectory directory;
  private final NodeRecords records;
  private final Feed feed;
  private final WholeLists lists;
  private final PresenceSettings.Nodes settings;
  private Instant found = Instant.EPOCH;
  private @Nullable PresenceNode node;

  NodeReader(Incarnation incarnation, Sources sources, PresenceSettings.Nodes settings) {
    this.incarnation = incarnation;
    this.directory = sources.directory();
    this.records = sources.records();
    this.feed = sources.feed();
    this.lists = sources.lists();
    this.settings = settings;
  }

  /// Where a reader reads and writes.
  @Component
  record Sources(NodeDirectory directory, NodeRecords records, Feed feed, WholeLists lists) {}

  /// One round.
  ///
  /// @return how long to wait for the next one; [Loop#END] when the node is forgotten
  Mono<Duration> round() {
    node = directory.find(incarnation).orElse(node);
    return records
        .claim(incarnation, found)
        .flatMap(claim -> claim instanceof Claim.Gone ? begin() : work(claim));
  }

  /// Looked up anew, because what was registered a moment ago may have left since.
  private Mono<Duration> begin() {
    return directory
        .lookUp(incarnation)
        .flatMap(there -> there ? records.claimNew(incarnation) : Mono.just(new Claim.Gone()))
        .flatMap(this::work);
  }

  private Mono<Duration> work(Claim claim) {
    return switch (claim) {
      case Claim.Gone _ -> Mono.just(Loop.END);
      case Claim.Other other -> {
        found = foundNow(other.status(), other.now());
        yield Mono.just(WAITING);
      }
      case Claim.Mine mine -> {
        found = foundNow(mine.status(), mine.now());
        yield work(mine, directory.find(incarnation).isPresent());
      }
    };
  }

  /// A dead node need not be found again after a lost Redis: it comes by itself if it wakes.
  private static Instant foundNow(NodeStatus status, Instant now) {
    return status == NodeStatus.DEAD ? Instant.EPOCH : now;
  }

  private Mono<Duration> work(Claim.Mine mine, boolean registered) {
    return switch (mine.status()) {
      case LIVE -> readOn(mine, registered);
      case LISTING -> hearAndList(mine);
      case DYING -> bury(mine);
      case DEAD -> registered ? listen(mine) : forget(mine);
      case LOST -> Mono.just(WAITING);
    };
  }

  private Mono<Duration> readOn(Claim.Mine mine, boolean registered) {
    return feed.after(incarnation, mine.position())
        .flatMap(entries -> apply(mine, entries, registered));
  }

  private Mono<Duration> apply(Claim.Mine mine, List<FeedEntry> entries, boolean registered) {
    boolean more = entries.size() == Feed.BATCH;
    Instant until = more ? entries.getLast().at().minusMillis(1) : mine.now();
    return records
        .apply(mine, entries, until)
        .doOnNext(this::report)
        .flatMap(
            status -> {
              if (status == NodeStatus.LIVE && entries.isEmpty() && !registered) {
                return forget(mine);
              }
              return Mono.just(more ? Duration.ZERO : settings.poll());
            });
  }

  private Mono<Duration> hearAndList(Claim.Mine mine) {
    return feed.newest(incarnation)
        .flatMap(
            newest ->
                records
                    .hear(mine, newest.map(FeedEntry::at).orElse(Instant.EPOCH))
                    .filter(status -> status == NodeStatus.LISTING)
                    .flatMap(listing -> start(mine, newest)))
        .thenReturn(settings.poll());
  }

  /// A feed that can be read from its first entry on tells all; else the node has to.
  private Mono<Boolean> start(Claim.Mine mine, Optional<FeedEntry> newest) {
    if (mine.number() > 0) {
      return list(mine, newest);
    }
    return feed.first(incarnation)
        .flatMap(
            first ->
                first
                    .filter(entry -> entry.number() == 1)
                    .map(entry -> records.live(mine, 0, BEGINNING, entry.at().minusMillis(1)))
                    .orElseGet(() -> list(mine, newest)));
  }

  /// The newest entry was there before the list is asked for, so the list contains it.
  private Mono<Boolean> list(Claim.Mine mine, Optional<FeedEntry> newest) {
    PresenceNode address = node;
    if (address == null) {
      return Mono.error(new ListRefused("node " + incarnation + " has no address"));
    }
    String position = newest.map(FeedEntry::position).orElse(BEGINNING);
    return lists
        .ask(incarnation, address.url())
        .flatMap(
            list ->
                takeOver(mine, list)
                    .filter(held -> held)
                    .flatMap(held -> records.live(mine, list.n(), position, mine.now()))
                    .filter(held -> held)
                    .flatMap(held -> restored(address, list)));
  }

  private Mono<Boolean> restored(PresenceNode address, PresenceSessions list) {
    log.info("node {} gave its whole list: {} sessions", incarnation, list.sessions().size());
    return directory.restore(incarnation, address).thenReturn(true);
  }

  private Mono<Boolean> takeOver(Claim.Mine mine, PresenceSessions list) {
    Set<SessionId> there = new HashSet<>();
    list.sessions().forEach(session -> there.add(session.session()));
    Flux<Boolean> put =
        Flux.fromIterable(list.sessions())
            .buffer(CHUNK)
            .concatMap((List<PresenceSession> chunk) -> records.put(mine, chunk));
    Flux<Boolean> drop =
        records
            .sessions(incarnation)
            .filter(session -> !there.contains(session))
            .buffer(CHUNK)
            .concatMap(chunk -> records.drop(mine, chunk));
    return put.concatWith(drop).all(held -> held);
  }

  private Mono<Duration> bury(Claim.Mine mine) {
    return records
        .sessions(incarnation)
        .buffer(CHUNK)
        .concatMap(chunk -> records.bury(mine, chunk))
        .all(held -> held)
        .filter(held -> held)
        .flatMap(held -> records.dead(mine))
        .doOnNext(dead -> buried(mine))
        .thenReturn(WAITING);
  }

  private void buried(Claim.Mine mine) {
    found = foundNow(NodeStatus.DEAD, mine.now());
    log.warn("node {} is dead; it last wrote {}", incarnation, mine.beat());
  }

  private Mono<Duration> listen(Claim.Mine mine) {
    if (Duration.between(mine.beat(), mine.now()).compareTo(settings.retention()) > 0) {
      return directory.remove(incarnation).then(forget(mine));
    }
    return feed.newest(incarnation)
        .flatMap(newest -> records.hear(mine, newest.map(FeedEntry::at).orElse(Instant.EPOCH)))
        .map(status -> status == NodeStatus.LISTING ? woken() : WAITING);
  }

  private Duration woken() {
    log.warn("node {} woke from the dead", incarnation);
    return settings.revivalPause();
  }

  private Mono<Duration> forget(Claim.Mine mine) {
    return records
        .forget(mine)
        .flatMap(
            done ->
                done ? feed.delete(incarnation).thenReturn(Loop.END) : Mono.just(settings.poll()));
  }

  private void report(NodeStatus status) {
    if (status == NodeStatus.LISTING) {
      log.warn("a gap in the feed of node {}: asking for its whole list", incarnation);
    }
  }
}
