package io.parley.chat.mark;

import io.parley.chat.Turns;
import io.parley.chat.conversation.Memberships;
import io.parley.chat.delivery.Announcer;
import io.parley.chat.delivery.FeedListener;
import io.parley.chat.delivery.SenderMarks;
import io.parley.chat.view.Place;
import io.parley.common.frame.EventFrame;
import io.parley.common.frame.ServerFrame;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import io.parley.edge.cache.Recent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Tells other sessions where marks are now: at most once a second a member and conversation, the
/// latest wins. What a message does to its sender's marks goes with it when it may. In
/// conversations of more than 100 members only the member's own sessions are told.
@Component
class MarkAnnouncements implements SenderMarks, FeedListener {

  private static final int MOST_WAITING = 20_000;
  private static final int MOST_MEMBERS = 100;
  private static final int SIZES = 20_000;
  private static final int PAGES_AT_ONCE = 4;
  private static final int PAGE = 200;
  private static final int REMEMBERED = 20_000;
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration REMEMBERED_FOR = Duration.ofMinutes(1);
  private static final Duration SIZES_FOR = Duration.ofMinutes(10);

  private final Memberships memberships;
  private final Announcer announcer;
  private final Recent<ConversationId, Long> sizes = new Recent<>(SIZES, SIZES_FOR);
  private final Recent<Place, Rise> told = new Recent<>(REMEMBERED, REMEMBERED_FOR);
  private final ShownMarks shown = new ShownMarks(MOST_WAITING, System::nanoTime);
  private final Turns<Place, Rise> turns = new Turns<>(MOST_WAITING, PERIOD, (_, latest) -> latest);

  MarkAnnouncements(Memberships memberships, Announcer announcer) {
    this.memberships = memberships;
    this.announcer = announcer;
  }

  @Override
  public boolean goWith(ConversationId conversation, UserId sender, long sequence) {
    var place = new Place(conversation, sender);
    if (!isSmall(sizes.get(conversation)) || !turns.claim(place)) {
      return false;
    }
    told.put(place, Rise.byMessage(place, sequence, null));
    return true;
  }

  @Override
  public void passed(EventFrame event) {
    if (event instanceof EventFrame.MemberJoined || event instanceof EventFrame.MemberLeft) {
      sizes.remove(event.conversation());
    }
  }

  /// Tells these at once or as soon as the pause of their place is over. Completes when the first
  /// are told; errors when the sizes of conversations cannot be read.
  Mono<Void> tell(Collection<Rise> risen) {
    risen.forEach(
        rise -> {
          if (!rise.shown() || !shown.add(rise)) {
            await(rise);
          }
        });
    return tellDue();
  }

  /// Tells what has waited long enough. To be called a few times a second.
  Mono<Void> tellDue() {
    shown.take().forEach(this::await);
    return announce(List.copyOf(turns.take(Integer.MAX_VALUE).values()));
  }

  private void await(Rise rise) {
    var known = told.get(rise.place());
    if (known == null || !known.covers(rise)) {
      turns.add(rise.place(), rise);
    }
  }

  private Mono<Void> announce(List<Rise> ready) {
    return Flux.fromIterable(ready)
        .buffer(PAGE)
        .flatMap(page -> sizes(page).doOnNext(found -> announce(page, found)), PAGES_AT_ONCE)
        .then();
  }

  private void announce(List<Rise> page, Map<ConversationId, Long> found) {
    for (var rise : page) {
      var place = rise.place();
      told.put(place, rise);
      var frame =
          new ServerFrame.Marks(place.conversation(), place.user(), rise.delivered(), rise.read());
      if (isSmall(found.getOrDefault(place.conversation(), 0L))) {
        announcer.toConversation(place.conversation(), frame, null, rise.session());
      } else {
        announcer.toUser(place.user(), frame, rise.session());
      }
    }
  }

  private static boolean isSmall(@Nullable Long members) {
    return members != null && members <= MOST_MEMBERS;
  }

  private Mono<Map<ConversationId, Long>> sizes(List<Rise> page) {
    var known = new LinkedHashMap<ConversationId, Long>();
    var unknown = new ArrayList<ConversationId>();
    for (var rise : page) {
      var id = rise.place().conversation();
      var size = sizes.get(id);
      if (size == null) {
        unknown.add(id);
      } else {
        known.put(id, size);
      }
    }
    if (unknown.isEmpty()) {
      return Mono.just(known);
    }
    return memberships
        .counts(unknown)
        .doOnNext(counts -> counts.forEach(sizes::put))
        .map(
            counts -> {
              known.putAll(counts);
              return known;
            });
  }
}
