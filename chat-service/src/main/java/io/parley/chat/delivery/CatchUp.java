package io.parley.chat.delivery;

import io.parley.chat.log.EventLog;
import io.parley.chat.log.LogEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Brings one session up to its feed: pages from the store as its outbox has room, then the feed's
/// ring, then live, without a hole and without an overlap.
final class CatchUp {

  private static final int PAGE = 100;

  private final EventLog log;
  private final Feeds feeds;

  CatchUp(EventLog log, Feeds feeds) {
    this.log = log;
    this.feeds = feeds;
  }

  /// @param from null for a position that cannot be continued
  /// @param told whether the session gets `resumed`
  Mono<Void> run(Feed feed, Attachment attachment, @Nullable Long from, boolean told) {
    return Mono.defer(
        () -> next(feed, attachment, from, told, feed.resume(attachment, from, told)));
  }

  /// From the event by which the session's user joined, for a session that has got nothing yet.
  Mono<Void> join(Feed feed, Attachment attachment, long sequence) {
    return Mono.defer(
        () ->
            next(
                feed,
                attachment,
                Math.max(0, sequence - 1),
                false,
                feed.join(attachment, sequence)));
  }

  private Mono<Void> next(
      Feed feed, Attachment attachment, @Nullable Long from, boolean told, Resumption next) {
    return switch (next) {
      case DONE -> Mono.empty();
      case READ -> pages(feed, attachment, told);
      case PROBE -> probe(feed, attachment, from == null ? 0L : from, told);
    };
  }

  private Mono<Void> probe(Feed feed, Attachment attachment, long from, boolean told) {
    return log.head(feed.id())
        .doOnNext(head -> feed.resumeAhead(attachment, from, head, told))
        .then();
  }

  private Mono<Void> pages(Feed feed, Attachment attachment, boolean told) {
    return Mono.defer(() -> page(feed, attachment))
        .map(_ -> feed.catchUp(attachment, told))
        .repeat()
        .takeUntil(next -> next != Resumption.READ)
        .then();
  }

  private Mono<Boolean> page(Feed feed, Attachment attachment) {
    return attachment
        .recipient
        .room()
        .then(Mono.defer(() -> log.read(feed.id(), feed.position(attachment), PAGE)))
        .flatMap(events -> offer(feed, attachment, events));
  }

  private Mono<Boolean> offer(Feed feed, Attachment attachment, List<LogEvent> events) {
    if (events.isEmpty()) {
      feed.resync(attachment);
      return Mono.just(true);
    }
    return Flux.fromIterable(events)
        .concatMap(event -> attachment.recipient.room().thenReturn(event))
        .map(event -> feed.caughtUp(attachment, feeds.settled(event)))
        .takeWhile(Boolean::booleanValue)
        .then(Mono.just(true));
  }
}
