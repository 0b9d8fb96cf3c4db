package io.parley.chat.delivery;

import io.parley.chat.log.EventLog;
import io.parley.chat.log.Head;
import io.parley.common.frame.Position;
import io.parley.common.id.ConversationId;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// The conversations that one session gets events of. Each comes in two steps, so that nobody who
/// was removed meanwhile gets anything: [#register], then look at the memberships, then [#live], or
/// [#drop]; or all at once by [#arrive].
///
/// Thread-safe; each step may be repeated.
public final class Attachments {

  private final Feeds feeds;
  private final Recipient recipient;
  private final EventLog log;
  private final CatchUp catchUp;
  private final ConcurrentMap<ConversationId, Place> places = new ConcurrentHashMap<>();
  private final HeldJoins joins = new HeldJoins();
  private volatile boolean closed;

  Attachments(Feeds feeds, Recipient recipient, EventLog log) {
    this.feeds = feeds;
    this.recipient = recipient;
    this.log = log;
    this.catchUp = new CatchUp(log, feeds);
  }

  record Place(Feed feed, Attachment attachment) {}

  public Recipient recipient() {
    return recipient;
  }

  /// Takes a place, in which nothing is delivered yet, in the feed of each conversation that has a
  /// log. Once it completes, a removal of the user ends the place, whenever it comes.
  ///
  /// Errors: [io.parley.chat.log.TryAgain].
  public Mono<Void> register(Collection<ConversationId> conversations) {
    var missing = conversations.stream().filter(id -> !places.containsKey(id)).toList();
    return missing.isEmpty() ? Mono.empty() : feeds.open(missing).doOnNext(this::take).then();
  }

  /// Whether the session has a place there, live or not.
  public boolean has(ConversationId conversation) {
    return places.containsKey(conversation);
  }

  /// Whether every event of the conversation reaches the session now.
  public boolean isLive(ConversationId conversation) {
    var place = places.get(conversation);
    return place != null && place.attachment().state == Attachment.State.LIVE;
  }

  public Set<ConversationId> all() {
    return Set.copyOf(places.keySet());
  }

  /// Delivers from where the feed stands now.
  public void live(ConversationId conversation) {
    var place = places.get(conversation);
    if (place != null) {
      place.feed().live(place.attachment());
    }
  }

  /// Takes places in conversations whose heads were read a moment ago, and reads what is missing
  /// after these positions; nothing is delivered yet. A removal of the user that is not among the
  /// memberships read after the heads ends its place, or makes the arrival doubtful.
  ///
  /// Errors: [io.parley.chat.log.TryAgain].
  public Mono<Arrival> arrive(
      Map<ConversationId, Head> heads, Map<ConversationId, Position> positions) {
    return Arrival.begin(feeds, this, log, heads, positions);
  }

  /// Ends a place in which nothing was delivered yet, because its user turned out to be no member.
  ///
  /// @return false when somebody brought the session in meanwhile, so that the place stays
  public boolean dropPending(ConversationId conversation) {
    var place = places.get(conversation);
    if (place != null && place.feed().detachPending(place.attachment())) {
      places.remove(conversation, place);
      return true;
    }
    return place == null;
  }

  /// Ends a place; nothing is delivered any more.
  public void drop(ConversationId conversation) {
    var place = places.remove(conversation);
    if (place != null) {
      place.feed().detach(place.attachment());
    }
  }

  /// Ends all places, and takes none any more.
  public void close() {
    closed = true;
    places.keySet().forEach(this::drop);
  }

  /// Delivers from one event on, without saying so.
  Mono<Void> from(ConversationId conversation, long sequence) {
    var place = places.get(conversation);
    return place == null ? Mono.empty() : catchUp.join(place.feed(), place.attachment(), sequence);
  }

  /// Whether the session has to be told of a join that it was not told of before.
  boolean tell(ConversationId conversation, long sequence) {
    var place = places.get(conversation);
    return place != null && place.feed().noteJoin(place.attachment(), sequence);
  }

  /// The feed ended the place.
  void forget(ConversationId conversation, Attachment attachment) {
    places.computeIfPresent(
        conversation, (_, place) -> place.attachment() == attachment ? null : place);
  }

  HeldJoins joins() {
    return joins;
  }

  @Nullable Place place(ConversationId conversation) {
    return places.get(conversation);
  }

  CatchUp catchUp() {
    return catchUp;
  }

  void take(ConversationId conversation) {
    var feed = feeds.get(conversation);
    if (feed != null) {
      take(feed);
    }
  }

  private void take(Feed feed) {
    var place =
        places.computeIfAbsent(
            feed.id(),
            _ -> {
              var attachment = feed.attach(this);
              return attachment == null ? null : new Place(feed, attachment);
            });
    if (closed && place != null) {
      drop(feed.id());
    }
  }
}
