package io.parley.chat.log.mongo;

import io.parley.chat.crypto.ConversationKeys;
import io.parley.chat.crypto.DataKeys;
import io.parley.chat.crypto.SealBroken;
import io.parley.chat.log.LogEvent;
import io.parley.chat.log.Projection;
import io.parley.common.frame.EventFrame;
import io.parley.common.id.ConversationId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Finds the end of a log, and applies what it finds above the stored head to present states, in
/// order. So whatever a killed node stored and did not apply is applied by the first who meets it.
final class Projector {

  private static final Logger log = LoggerFactory.getLogger(Projector.class);

  private static final int FIRST_WINDOW = 16;
  private static final int WIDEST_WINDOW = 512;
  private static final int WIDENING = 4;
  private static final int ADVANCES_AT_ONCE = 8;

  private final EventStore store;
  private final DataKeys keys;
  private final Tips tips;
  private final HeadRaiser heads;
  private final MessageProjection messages;
  private final Supplier<List<Projection>> others;

  /// @param others asked for at the first event that concerns them
  Projector(
      EventStore store,
      DataKeys keys,
      Tips tips,
      HeadRaiser heads,
      Supplier<List<Projection>> others) {
    this.store = store;
    this.keys = keys;
    this.tips = tips;
    this.heads = heads;
    this.messages = new MessageProjection(store);
    this.others = others;
  }

  /// The end of a log, from a tip known to be below it or at it; everything up to it is applied.
  Mono<Tip> advance(ConversationId conversation, Tip from) {
    return advance(conversation, from, FIRST_WINDOW).doOnNext(tip -> note(conversation, from, tip));
  }

  /// The ends of many logs: one look at so many places behind all tips, and further ones where all
  /// of these were taken.
  Mono<Map<ConversationId, Tip>> advanceAll(Map<ConversationId, Tip> from, int window) {
    if (from.isEmpty()) {
      return Mono.just(Map.of());
    }
    List<String> places = new ArrayList<>(from.size() * window);
    from.forEach((id, tip) -> places.addAll(Place.after(id, tip.sequence(), window)));
    return store
        .byPlaces(places)
        .collectMultimap(EventDocuments::conversation)
        .flatMapIterable(Map::entrySet)
        .flatMap(
            moved -> {
              var id = moved.getKey();
              return goOn(id, start(from, id), moved.getValue(), window)
                  .map(tip -> Map.entry(id, tip));
            },
            ADVANCES_AT_ONCE)
        .collectMap(Map.Entry::getKey, Map.Entry::getValue)
        .map(
            advanced -> {
              Map<ConversationId, Tip> all = new HashMap<>(from);
              all.putAll(advanced);
              all.forEach((id, tip) -> note(id, start(from, id), tip));
              return all;
            });
  }

  /// Applies one event to present states; those before it are applied.
  Mono<Void> apply(LogEvent event) {
    return Types.changesPresentState(event.frame())
        ? keys.of(event.conversation()).flatMap(keys -> apply(event, keys))
        : Mono.empty();
  }

  private Mono<Tip> advance(ConversationId conversation, Tip from, int window) {
    return store
        .byPlaces(Place.after(conversation, from.sequence(), window))
        .collectList()
        .flatMap(found -> goOn(conversation, from, found, window));
  }

  /// Applies what was found in the window behind a tip, and looks further when all of it was taken.
  private Mono<Tip> goOn(
      ConversationId conversation, Tip from, Collection<Document> found, int window) {
    var events = dense(found, from.sequence());
    Tip tip = events.isEmpty() ? from : tip(events.getLast());
    int wider = Math.min(window * WIDENING, WIDEST_WINDOW);
    return applyAll(conversation, events)
        .then(
            events.size() < window
                ? Mono.just(tip)
                : Mono.defer(() -> advance(conversation, tip, wider)));
  }

  private Mono<Void> applyAll(ConversationId conversation, List<Document> events) {
    var changing = events.stream().filter(EventDocuments::changesPresentState).toList();
    if (changing.isEmpty()) {
      return Mono.empty();
    }
    return keys.of(conversation)
        .flatMapMany(keys -> Flux.fromIterable(changing).concatMap(event -> apply(event, keys)))
        .then();
  }

  private Mono<Void> apply(Document document, ConversationKeys keys) {
    LogEvent event;
    try {
      event = EventDocuments.event(document, keys);
    } catch (SealBroken broken) {
      // An event that does not open any more must not stop its conversation
      log.error("event {} changes nothing: {}", document.get(Fields.ID), broken.getMessage());
      return Mono.empty();
    }
    return apply(event, keys);
  }

  private Mono<Void> apply(LogEvent event, ConversationKeys keys) {
    return switch (event.frame()) {
      case EventFrame.MessageEdited edit -> messages.edited(edit, keys);
      case EventFrame.MessageDeleted deletion -> messages.deleted(deletion);
      case EventFrame.Reacted reaction -> messages.reacted(reaction, keys);
      case EventFrame.MemberJoined _,
          EventFrame.MemberChanged _,
          EventFrame.MemberLeft _,
          EventFrame.ConversationChanged _ ->
          Flux.fromIterable(others.get()).concatMap(projection -> projection.apply(event)).then();
      case EventFrame.Message _, EventFrame.Noop _ -> Mono.empty();
    };
  }

  private void note(ConversationId conversation, Tip from, Tip tip) {
    tips.raise(conversation, tip);
    if (tip.sequence() > from.sequence()) {
      heads.raise(conversation, tip);
    }
  }

  private static Tip start(Map<ConversationId, Tip> from, ConversationId conversation) {
    return from.getOrDefault(conversation, Tip.NONE);
  }

  static Tip tip(Document event) {
    return new Tip(EventDocuments.sequence(event), Tallies.of(event));
  }

  /// The events right after a position, ascending, up to the first missing one.
  static List<Document> dense(Collection<Document> found, long after) {
    Map<Long, Document> bySequence = new HashMap<>();
    found.forEach(event -> bySequence.put(EventDocuments.sequence(event), event));
    List<Document> events = new ArrayList<>(found.size());
    for (long next = after + 1; bySequence.containsKey(next); next++) {
      events.add(bySequence.get(next));
    }
    return events;
  }
}
