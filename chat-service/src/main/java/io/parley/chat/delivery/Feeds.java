package io.parley.chat.delivery;

import io.parley.chat.delivery.bus.Bus;
import io.parley.chat.log.AppendListener;
import io.parley.chat.log.EventLog;
import io.parley.chat.log.Head;
import io.parley.chat.log.InFlight;
import io.parley.chat.log.LogEvent;
import io.parley.chat.log.Moves;
import io.parley.chat.log.Relay;
import io.parley.chat.log.Relayed;
import io.parley.chat.log.Stretch;
import io.parley.common.frame.EventFrame;
import io.parley.common.id.ConversationId;
import io.parley.common.id.NodeId;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import io.parley.edge.life.Retries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/// The feeds of this node, one a conversation that a session here listens to. Opens them together,
/// brings them what the log and the bus say, reads their gaps, and closes those that nobody used
/// for a while.
public final class Feeds implements AppendListener {

  private static final Logger log = LoggerFactory.getLogger(Feeds.class);

  static final String CHANNEL = "chat:c:";

  private static final int HEADS_A_READ = 300;
  private static final int PROBES_AT_ONCE = 8;
  private static final int PROBES_A_READ = 1_000;
  private static final int PAGE = 128;
  private static final Duration PATIENCE = Duration.ofMillis(15);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final NodeId node;
  private final Bus bus;
  private final EventLog events;
  private final Moves moves;
  private final InFlight inFlight;
  private final Tasks tasks;
  private final Supplier<List<FeedListener>> listeners;
  private final Supplier<SenderMarks> marks;
  private final Heights heights = new Heights();
  private final FeedWork work = new Work();
  private final Map<ConversationId, Feed> feeds = new ConcurrentHashMap<>();
  private final Set<Feed> moved = ConcurrentHashMap.newKeySet();
  private volatile JoinListener joins = (_, _, _) -> {};

  /// @param listeners are looked up at their first use: they may themselves need delivery
  /// @param marks the same
  public Feeds(
      NodeId node,
      Bus bus,
      EventLog events,
      Moves moves,
      InFlight inFlight,
      Tasks tasks,
      Supplier<List<FeedListener>> listeners,
      Supplier<SenderMarks> marks) {
    this.node = node;
    this.bus = bus;
    this.events = events;
    this.moves = moves;
    this.inFlight = inFlight;
    this.tasks = tasks;
    this.listeners = listeners;
    this.marks = marks;
  }

  /// The places of a session, none yet.
  public Attachments of(Recipient recipient) {
    return new Attachments(this, recipient, events);
  }

  void listen(JoinListener by) {
    joins = by;
  }

  /// The log is said to hold events up to a sequence; if sessions here listen to it, they get them.
  public void reached(ConversationId conversation, long sequence) {
    var feed = feeds.get(conversation);
    if (feed != null) {
      feed.reached(sequence);
    }
  }

  static String channel(ConversationId conversation) {
    return CHANNEL + conversation.value();
  }

  @Override
  public void appended(LogEvent event, @Nullable SessionId origin, @Nullable Relayed relayed) {
    var feed = feeds.get(event.conversation());
    var passage = Passage.of(event, origin, reader(event));
    if (feed != null) {
      feed.arrived(passage);
    }
    var message =
        passage.change() == null
            ? new BusMessage.Stored(
                node,
                event.sequence(),
                event.tally(),
                origin,
                passage.reader(),
                relayed == null ? null : written(event, relayed),
                passage.frame().bytes())
            : new BusMessage.Reached(event.sequence(), event.tally());
    bus.publish(channel(event.conversation()), BusCodec.encode(message));
  }

  private static Relay.Written written(LogEvent event, Relayed relayed) {
    return new Relay.Written(relayed, event.key(), Receipt.of(event).at());
  }

  private @Nullable UserId reader(LogEvent event) {
    if (!(event.frame() instanceof EventFrame.Message sent)) {
      return null;
    }
    var sender = sent.message().sender();
    return marks.get().goWith(event.conversation(), sender, event.sequence()) ? sender : null;
  }

  /// The feeds of these conversations, open; those without a log are closed.
  ///
  /// Errors: [io.parley.chat.log.TryAgain].
  Flux<Feed> open(Collection<ConversationId> conversations) {
    var opening = begin(conversations);
    if (!opening.begun().isEmpty()) {
      tasks.run(open(opening));
    }
    return opening.whenOpen();
  }

  /// Opens the feeds of logs whose heads were read a moment ago, and reads these stretches. What is
  /// new is probed behind its head after it listens to the bus, in the same read.
  ///
  /// Errors: [io.parley.chat.log.TryAgain].
  Mono<Map<Stretch, List<LogEvent>>> open(
      Map<ConversationId, Head> heads, Collection<Stretch> wanted) {
    var opening = begin(heads.keySet());
    Mono<Map<Stretch, List<LogEvent>>> read;
    if (opening.begun().isEmpty()) {
      read = events.read(wanted);
    } else {
      var found = Sinks.<Map<Stretch, List<LogEvent>>>one();
      tasks.run(openProbed(opening, heads, wanted, found));
      read = found.asMono();
    }
    return read.flatMap(found -> opening.whenOpen().then().thenReturn(found));
  }

  /// @param all the feeds that were asked for
  /// @param begun those of them that are new
  private record Opening(List<Feed> all, List<Feed> begun, Mono<Void> subscribed) {

    Flux<Feed> whenOpen() {
      return Flux.fromIterable(all).concatMap(feed -> feed.whenOpen().thenReturn(feed));
    }
  }

  private Opening begin(Collection<ConversationId> conversations) {
    var all = new ArrayList<Feed>();
    var begun = new ArrayList<Feed>();
    synchronized (this) {
      for (var id : conversations) {
        var feed = feeds.get(id);
        if (feed == null) {
          feed = new Feed(id, work);
          feeds.put(id, feed);
          begun.add(feed);
        }
        feed.touch();
        all.add(feed);
      }
      return new Opening(
          all, begun, begun.isEmpty() ? Mono.empty() : bus.subscribe(channels(begun)));
    }
  }

  /// What the sessions of this node were told of what only rises.
  Heights heights() {
    return heights;
  }

  @Nullable Feed get(ConversationId conversation) {
    return feeds.get(conversation);
  }

  Collection<Feed> all() {
    return feeds.values();
  }

  /// Those that passed something since the last call.
  List<Feed> takeMoved() {
    var taken = List.copyOf(moved);
    taken.forEach(moved::remove);
    return taken;
  }

  void closeUnused(Duration unused) {
    var now = System.nanoTime();
    synchronized (this) {
      var closed =
          feeds.values().stream()
              .filter(feed -> feed.closeIfUnused(now, unused.toNanos()))
              .toList();
      remove(closed);
    }
  }

  /// An event that was met in the store. When its own append is still waiting here, that one is
  /// answered first.
  Passage settled(LogEvent event) {
    return Passage.of(event, inFlight.settle(event));
  }

  private Mono<Void> open(Opening opening) {
    return opening
        .subscribed()
        .onErrorComplete()
        .thenMany(Flux.fromIterable(opening.begun()).buffer(HEADS_A_READ))
        .concatMap(this::readHeads)
        .then()
        .onErrorResume(error -> giveUp(opening.begun(), error));
  }

  private Mono<Void> openProbed(
      Opening opening,
      Map<ConversationId, Head> heads,
      Collection<Stretch> wanted,
      Sinks.One<Map<Stretch, List<LogEvent>>> answer) {
    return opening
        .subscribed()
        .onErrorComplete()
        .then(Mono.defer(() -> readProbed(opening.begun(), heads, wanted)))
        .flatMap(found -> lagging(opening.begun(), heads, found).thenReturn(found))
        .doOnNext(found -> answer.emitValue(found, Sinks.EmitFailureHandler.FAIL_FAST))
        .doOnError(error -> answer.emitError(error, Sinks.EmitFailureHandler.FAIL_FAST))
        .then()
        .onErrorResume(error -> giveUp(opening.begun(), error));
  }

  private Mono<Map<Stretch, List<LogEvent>>> readProbed(
      List<Feed> begun, Map<ConversationId, Head> heads, Collection<Stretch> wanted) {
    var probes = begun.stream().map(feed -> probe(feed, heads)).toList();
    var together = Math.min(probes.size(), PROBES_A_READ);
    return Flux.concat(
            events.read(
                Stream.concat(wanted.stream(), probes.subList(0, together).stream()).toList()),
            Flux.fromIterable(probes.subList(together, probes.size()))
                .buffer(PROBES_A_READ)
                .concatMap(events::read))
        .flatMapIterable(Map::entrySet)
        .collectMap(Map.Entry::getKey, Map.Entry::getValue);
  }

  /// Opens at the heads, where they lag behind at what a closer look finds.
  private Mono<Void> lagging(
      List<Feed> begun, Map<ConversationId, Head> heads, Map<Stretch, List<LogEvent>> found) {
    return Flux.fromIterable(begun)
        .filter(feed -> !found.getOrDefault(probe(feed, heads), List.of()).isEmpty())
        .flatMap(feed -> events.head(feed.id()).map(head -> Map.entry(feed, head)), PROBES_AT_ONCE)
        .collectMap(Map.Entry::getKey, Map.Entry::getValue)
        .doOnNext(
            closer ->
                begun.forEach(feed -> open(feed, closer.getOrDefault(feed, heads.get(feed.id())))))
        .then();
  }

  private static Stretch probe(Feed feed, Map<ConversationId, Head> heads) {
    var head = Objects.requireNonNull(heads.get(feed.id()));
    return new Stretch(feed.id(), head.sequence(), 1);
  }

  private Mono<Void> readHeads(List<Feed> part) {
    return events
        .heads(part.stream().map(Feed::id).toList())
        .flatMap(this::probed)
        .doOnNext(heads -> part.forEach(feed -> open(feed, heads.get(feed.id()))))
        .then();
  }

  /// Hints may lag by a moment; live is to begin at the head, not before it.
  private Mono<Map<ConversationId, Head>> probed(Map<ConversationId, Head> hints) {
    var positions =
        hints.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, hint -> hint.getValue().sequence()));
    return moves
        .beyond(positions)
        .flatMapIterable(lagging -> lagging)
        .flatMap(id -> events.head(id).map(head -> Map.entry(id, head)), PROBES_AT_ONCE)
        .collectMap(Map.Entry::getKey, Map.Entry::getValue, () -> new HashMap<>(hints));
  }

  private void open(Feed feed, @Nullable Head head) {
    if (head == null) {
      synchronized (this) {
        remove(List.of(feed));
      }
      feed.absent();
    } else {
      feed.opened(head);
    }
  }

  private Mono<Void> giveUp(List<Feed> begun, Throwable error) {
    synchronized (this) {
      remove(begun);
    }
    begun.forEach(feed -> feed.failed(error));
    return Mono.empty();
  }

  /// Under the lock, so that no subscription of a successor comes before this one's end.
  private void remove(List<Feed> gone) {
    var own = gone.stream().filter(feed -> feeds.remove(feed.id(), feed)).toList();
    moved.removeAll(Set.copyOf(gone));
    if (!own.isEmpty()) {
      bus.unsubscribe(channels(own));
    }
  }

  private static List<String> channels(List<Feed> of) {
    return of.stream().map(feed -> channel(feed.id())).toList();
  }

  private Mono<Void> fill(Feed feed, boolean patiently) {
    return Mono.delay(patiently ? PATIENCE : Duration.ZERO)
        .thenMany(Mono.defer(() -> read(feed)).repeat(feed::isBehind))
        .then()
        .retryWhen(
            Retries.forever(log, "a gap cannot be read")
                .minBackoff(FIRST_PAUSE)
                .maxBackoff(LONGEST_PAUSE))
        .doFinally(_ -> feed.filled());
  }

  private Mono<Void> read(Feed feed) {
    if (!feed.isBehind()) {
      return Mono.empty();
    }
    return feed.isSuspect()
        ? examine(feed)
        : events
            .read(feed.id(), feed.position(), PAGE)
            .doOnNext(page -> page.forEach(event -> feed.arrived(settled(event))))
            .filter(List::isEmpty)
            .flatMap(_ -> examine(feed));
  }

  private Mono<Void> examine(Feed feed) {
    return Mono.defer(
        () -> {
          var asked = feed.position();
          return events
              .head(feed.id())
              .map(head -> feed.examined(head, asked))
              .switchIfEmpty(Mono.fromSupplier(() -> gone(feed)))
              .filter(Boolean::booleanValue)
              .flatMap(_ -> Mono.delay(FIRST_PAUSE))
              .then();
        });
  }

  private static boolean gone(Feed feed) {
    feed.giveUp();
    return false;
  }

  private final class Work implements FeedWork {

    @Override
    public void fill(Feed feed, boolean patiently) {
      tasks.run(Feeds.this.fill(feed, patiently));
    }

    @Override
    public void changed(EventFrame change) {
      for (var listener : listeners.get()) {
        listener.passed(change);
      }
      if (change instanceof EventFrame.MemberJoined joined) {
        joins.joined(joined.conversation(), joined.user(), joined.sequence());
      }
    }

    @Override
    public boolean isNews(Outgoing rising) {
      return heights.admits(rising);
    }

    @Override
    public void passed(Feed feed) {
      moved.add(feed);
    }
  }
}
