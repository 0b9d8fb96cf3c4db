package io.parley.chat.socket;

import io.parley.chat.conversation.ChangeMark;
import io.parley.chat.conversation.MembershipChange;
import io.parley.chat.conversation.Memberships;
import io.parley.chat.delivery.Audience;
import io.parley.chat.delivery.Feeds;
import io.parley.edge.life.Background;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Finds the joins and removals that the bus lost: every 5 s what changed, for users who have a
/// session here.
@Component
final class MembershipRepairs implements Background {

  private static final Logger log = LoggerFactory.getLogger(MembershipRepairs.class);
  private static final Duration PERIOD = Duration.ofSeconds(5);

  private final Memberships memberships;
  private final Audience audience;
  private final Feeds feeds;
  private volatile @Nullable ChangeMark mark;
  private final Work work = new Work();

  MembershipRepairs(Memberships memberships, Audience audience, Feeds feeds) {
    this.memberships = memberships;
    this.audience = audience;
    this.feeds = feeds;
  }

  @Override
  public Disposable begin() {
    return Flux.interval(Duration.ZERO, PERIOD)
        .onBackpressureDrop()
        .concatMap(_ -> round())
        .subscribe();
  }

  @Override
  public Work work() {
    return work;
  }

  private Mono<Void> round() {
    return memberships
        .changedSince(mark)
        .doOnNext(
            found -> {
              mark = found.mark();
              found.changes().forEach(this::check);
            })
        .then()
        .onErrorResume(
            error -> {
              log.warn("membership changes cannot be read: {}", error.toString());
              return Mono.empty();
            });
  }

  private void check(MembershipChange change) {
    if (!audience.has(change.user())) {
      return;
    }
    feeds.reached(change.conversation(), change.version());
    if (change.present()) {
      audience.joined(change.conversation(), change.user(), change.version());
    }
  }
}
