package io.parley.chat.delivery;

import io.parley.chat.log.EventLog;
import io.parley.chat.log.LogEvent;
import java.util.List;
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

  /// From the event by which the session's user joined, for a session that has got nothing yet; it
  /// gets no `resumed`.
  Mono<Void> join(Feed feed, Attachment attachment, long sequence) {
    return Mono.defer(() -> goOn(feed, attachment, sequence, feed.join(attachment, sequence)));
  }

  private Mono<Void> goOn(Feed feed, Attachment attachment, long joined, Resumption next) {
    return switch (next) {
      case DONE -> Mono.empty();
      case READ -> pages(feed, attachment);
      case PROBE ->
          log.head(feed.id())
              .map(head -> feed.resumeAhead(attachment, Math.max(0, joined - 1), head, false))
              .flatMap(then -> goOn(feed, attachment, joined, then));
    };
  }

  private Mono<Void> pages(Feed feed, Attachment attachment) {
    return Mono.defer(() -> page(feed, attachment))
        .map(_ -> feed.catchUp(attachment, false))
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

  /// Gives a session events that follow its position; when there are none, it has to read anew.
  Mono<Boolean> offer(Feed feed, Attachment attachment, List<LogEvent> events) {
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
