package io.parley.chat.delivery;

import io.parley.chat.log.EventLog;
import io.parley.chat.log.Head;
import io.parley.chat.log.LogEvent;
import io.parley.chat.log.Stretch;
import io.parley.common.frame.Position;
import io.parley.common.id.ConversationId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// A session's way into its conversations, all at once: it has its places, in which nothing is
/// delivered yet. What it missed is read for all conversations together, up to [#EVENTS_A_READ] at
/// a time, as its outbox has room. For one session and one use.
public final class Arrival {

  /// So many events one read holds in memory.
  static final int EVENTS_A_READ = 1_000;

  private final Feeds feeds;
  private final Attachments places;
  private final EventLog log;
  private final Map<ConversationId, Head> heads;
  private final Map<ConversationId, Position> positions;
  private final Map<ConversationId, Read> read = new HashMap<>();

  private Arrival(
      Feeds feeds,
      Attachments places,
      EventLog log,
      Map<ConversationId, Head> heads,
      Map<ConversationId, Position> positions) {
    this.feeds = feeds;
    this.places = places;
    this.log = log;
    this.heads = heads;
    this.positions = positions;
  }

  private record Read(Stretch stretch, List<LogEvent> events) {}

  /// Takes the places, and reads what is missing after the positions together with what lies behind
  /// the heads: one read for both, however many conversations.
  ///
  /// Errors: [io.parley.chat.log.TryAgain].
  static Mono<Arrival> begin(
      Feeds feeds,
      Attachments places,
      EventLog log,
      Map<ConversationId, Head> heads,
      Map<ConversationId, Position> positions) {
    return Mono.defer(
        () -> {
          var arrival = new Arrival(feeds, places, log, heads, positions);
          var missing = arrival.missing();
          return feeds
              .open(heads, missing)
              .doOnNext(found -> arrival.take(missing, found))
              .thenReturn(arrival);
        });
  }

  /// Whether a change of members passed here that a reading of the memberships, after the heads
  /// were read, does not show: then they have to be read once more.
  public boolean isDoubtful() {
    return heads.entrySet().stream()
        .anyMatch(
            one -> {
              var place = places.place(one.getKey());
              return place != null && place.feed().changedMembersAfter(one.getValue().sequence());
            });
  }

  /// Delivers what comes after the positions, then everything live; each with `resumed`, or
  /// `resync` when that cannot be. A conversation without a place or a position is left out.
  ///
  /// Errors: [io.parley.chat.log.TryAgain].
  ///
  /// @param conversations in the order in which they are brought up
  /// @param quiet those of them that get `resumed` only when something was missed
  public Mono<Void> resume(Collection<ConversationId> conversations, Set<ConversationId> quiet) {
    return Mono.defer(
        () -> {
          var behind = new LinkedHashMap<ConversationId, Attachments.Place>();
          return Flux.fromIterable(conversations)
              .concatMap(id -> begin(id, quiet.contains(id), behind))
              .thenMany(Mono.defer(() -> round(behind)).repeat(() -> !behind.isEmpty()))
              .then();
        });
  }

  private List<Stretch> missing() {
    var budget = new Budget();
    positions.forEach(
        (id, position) -> {
          var feed = feeds.get(id);
          var head = heads.get(id);
          if (head != null) {
            budget.add(
                feed == null ? Feed.missing(id, position, head) : feed.missing(position, head));
          }
        });
    return budget.stretches();
  }

  private void take(List<Stretch> wanted, Map<Stretch, List<LogEvent>> found) {
    for (var stretch : wanted) {
      var events = found.getOrDefault(stretch, List.of());
      read.put(stretch.conversation(), new Read(stretch, events));
    }
    heads.keySet().forEach(places::take);
  }

  private Mono<Void> begin(
      ConversationId id, boolean quiet, Map<ConversationId, Attachments.Place> behind) {
    var place = places.place(id);
    var position = positions.get(id);
    if (place == null || position == null) {
      return Mono.empty();
    }
    return places
        .recipient()
        .room()
        .then(Mono.defer(() -> begin(place, position, quiet)))
        .flatMap(next -> goOn(id, place, next, behind));
  }

  private Mono<Resumption> begin(Attachments.Place place, Position position, boolean quiet) {
    var feed = place.feed();
    Long from = position.epoch().equals(feed.epoch()) ? position.sequence() : null;
    var next =
        quiet
            ? feed.resumeQuietly(place.attachment(), from)
            : feed.resume(place.attachment(), from, true);
    return next == Resumption.PROBE ? probe(place, position.sequence(), !quiet) : Mono.just(next);
  }

  /// The session knows more than the feed; the head that was read may say so already.
  private Mono<Resumption> probe(Attachments.Place place, long from, boolean told) {
    var stored = heads.get(place.feed().id());
    return (stored != null && stored.sequence() >= from
            ? Mono.just(stored)
            : log.head(place.feed().id()))
        .map(head -> place.feed().resumeAhead(place.attachment(), from, head, told));
  }

  private Mono<Void> goOn(
      ConversationId id,
      Attachments.Place place,
      Resumption next,
      Map<ConversationId, Attachments.Place> behind) {
    var known = read.remove(id);
    if (next != Resumption.READ) {
      return Mono.empty();
    }
    behind.put(id, place);
    return known == null
            || known.events().isEmpty()
            || known.stretch().after() != place.feed().position(place.attachment())
        ? Mono.empty()
        : offer(place, known.events()).doOnSuccess(_ -> settle(id, place, behind));
  }

  /// One read for those that are still behind.
  private Mono<Void> round(Map<ConversationId, Attachments.Place> behind) {
    var budget = new Budget();
    List.copyOf(behind.keySet()).forEach(id -> settle(id, behind.get(id), behind));
    behind.values().forEach(place -> budget.add(place.feed().missing(place.attachment())));
    return log.read(budget.stretches())
        .flatMapMany(
            found ->
                Flux.fromIterable(budget.stretches())
                    .concatMap(
                        stretch -> pass(stretch, found.getOrDefault(stretch, List.of()), behind)))
        .then();
  }

  private Mono<Void> pass(
      Stretch stretch, List<LogEvent> events, Map<ConversationId, Attachments.Place> behind) {
    var id = stretch.conversation();
    var place = behind.get(id);
    return place == null
        ? Mono.empty()
        : offer(place, events).doOnSuccess(_ -> settle(id, place, behind));
  }

  /// Takes those out that the feed's ring brings up to the end.
  private static void settle(
      ConversationId id,
      Attachments.@Nullable Place place,
      Map<ConversationId, Attachments.Place> behind) {
    if (place == null || place.feed().catchUp(place.attachment(), true) != Resumption.READ) {
      behind.remove(id);
    }
  }

  private Mono<Void> offer(Attachments.Place place, List<LogEvent> events) {
    return places.catchUp().offer(place.feed(), place.attachment(), events).then();
  }

  /// Stretches of at most [#EVENTS_A_READ] events together.
  private static final class Budget {

    private final List<Stretch> stretches = new ArrayList<>();
    private int left = EVENTS_A_READ;

    void add(@Nullable Stretch wanted) {
      if (wanted != null && left > 0) {
        var limit = Math.min(wanted.limit(), left);
        left -= limit;
        stretches.add(new Stretch(wanted.conversation(), wanted.after(), limit));
      }
    }

    List<Stretch> stretches() {
      return stretches;
    }
  }
}
