package io.parley.chat.log.mongo;

import io.parley.chat.crypto.ConversationKeys;
import io.parley.chat.crypto.DataKeys;
import io.parley.chat.log.EventLog;
import io.parley.chat.log.Head;
import io.parley.chat.log.LogEvent;
import io.parley.chat.log.Stretch;
import io.parley.common.id.ConversationId;
import io.parley.common.id.MessageId;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Reads logs by exact keys.
final class MongoEventLog implements EventLog {

  private final EventStore store;
  private final DataKeys keys;
  private final Tips tips;
  private final Projector projector;

  MongoEventLog(EventStore store, DataKeys keys, Tips tips, Projector projector) {
    this.store = store;
    this.keys = keys;
    this.tips = tips;
    this.projector = projector;
  }

  @Override
  public Mono<Void> create(ConversationId conversation) {
    return keys.create(conversation)
        .then(store.createHead(conversation))
        .onErrorMap(StoreErrors::translate);
  }

  @Override
  public Mono<List<LogEvent>> read(ConversationId conversation, long after, int limit) {
    if (limit < 1) {
      return Mono.just(List.of());
    }
    return page(conversation, after, limit)
        .flatMap(events -> decode(conversation, events))
        .onErrorMap(StoreErrors::translate);
  }

  @Override
  public Mono<Map<Stretch, List<LogEvent>>> read(Collection<Stretch> stretches) {
    if (stretches.isEmpty()) {
      return Mono.just(Map.of());
    }
    return found(stretches)
        .flatMap(this::applied)
        .flatMap(this::decode)
        .onErrorMap(StoreErrors::translate);
  }

  @Override
  public Mono<Map<MessageId, LogEvent>> at(Collection<MessageId> places) {
    return at(places, EventDocuments::event);
  }

  @Override
  public Mono<Map<MessageId, LogEvent>> outlines(Collection<MessageId> places) {
    return at(places, EventDocuments::outline);
  }

  private Mono<Map<MessageId, LogEvent>> at(
      Collection<MessageId> places, BiFunction<Document, ConversationKeys, LogEvent> decode) {
    if (places.isEmpty()) {
      return Mono.just(Map.of());
    }
    var ids =
        places.stream()
            .map(place -> Place.of(place.conversation(), place.sequence()))
            .collect(Collectors.toSet());
    var conversations = places.stream().map(MessageId::conversation).collect(Collectors.toSet());
    return store
        .byPlaces(ids)
        .collectList()
        .zipWith(keys.of(conversations), (events, known) -> byPlace(events, known, decode))
        .onErrorMap(StoreErrors::translate);
  }

  @Override
  public Mono<Head> head(ConversationId conversation) {
    return store
        .head(conversation)
        .map(MongoEventLog::head)
        .flatMap(
            stored ->
                projector
                    .advance(conversation, highest(conversation, stored))
                    .map(tip -> with(stored, tip)))
        .onErrorMap(StoreErrors::translate);
  }

  @Override
  public Mono<Map<ConversationId, Head>> heads(Collection<ConversationId> conversations) {
    if (conversations.isEmpty()) {
      return Mono.just(Map.of());
    }
    return store
        .heads(conversations)
        .collectMap(MongoEventLog::conversation, this::hint)
        .onErrorMap(StoreErrors::translate);
  }

  /// Before an event that changes a present state is shown, it is applied; then what the page holds
  /// is read anew.
  private Mono<List<Document>> page(ConversationId conversation, long after, int limit) {
    Tip known = tips.get(conversation);
    long applied = known == null ? 0 : known.sequence();
    Mono<List<Document>> page =
        store
            .byPlaces(Place.after(conversation, after, limit))
            .collectList()
            .map(found -> Projector.dense(found, after));
    return page.flatMap(
        events ->
            holdsChangeAfter(applied, events) ? head(conversation).then(page) : Mono.just(events));
  }

  private Mono<Map<Stretch, List<Document>>> found(Collection<Stretch> stretches) {
    var places =
        stretches.stream()
            .flatMap(one -> Place.after(one.conversation(), one.after(), one.limit()).stream())
            .distinct()
            .toList();
    return store
        .byPlaces(places)
        .collectMultimap(EventDocuments::conversation)
        .map(
            found ->
                stretches.stream()
                    .distinct()
                    .collect(
                        Collectors.toMap(Function.identity(), stretch -> within(stretch, found))));
  }

  private static List<Document> within(
      Stretch stretch, Map<ConversationId, Collection<Document>> found) {
    var all = List.copyOf(found.getOrDefault(stretch.conversation(), List.of()));
    var dense = Projector.dense(all, stretch.after());
    return dense.subList(0, Math.min(dense.size(), stretch.limit()));
  }

  /// The same, where it holds changes that are not applied yet read anew after they are.
  private Mono<Map<Stretch, List<Document>>> applied(Map<Stretch, List<Document>> found) {
    var unapplied =
        found.entrySet().stream()
            .filter(one -> holdsChangeAfter(applied(one.getKey()), one.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    if (unapplied.isEmpty()) {
      return Mono.just(found);
    }
    return Flux.fromIterable(unapplied.stream().map(Stretch::conversation).distinct().toList())
        .concatMap(this::head)
        .then(found(unapplied))
        .map(
            anew -> {
              Map<Stretch, List<Document>> all = new HashMap<>(found);
              all.putAll(anew);
              return all;
            });
  }

  private long applied(Stretch stretch) {
    Tip known = tips.get(stretch.conversation());
    return known == null ? 0 : known.sequence();
  }

  private Mono<Map<Stretch, List<LogEvent>>> decode(Map<Stretch, List<Document>> found) {
    var conversations =
        found.entrySet().stream()
            .filter(one -> !one.getValue().isEmpty())
            .map(one -> one.getKey().conversation())
            .collect(Collectors.toSet());
    return keys.of(conversations)
        .map(
            known ->
                found.entrySet().stream()
                    .collect(
                        Collectors.toMap(Map.Entry::getKey, one -> events(one.getValue(), known))));
  }

  private static List<LogEvent> events(
      List<Document> documents, Map<ConversationId, ConversationKeys> keys) {
    return documents.stream()
        .map(document -> EventDocuments.event(document, own(document, keys)))
        .toList();
  }

  private Mono<List<LogEvent>> decode(ConversationId conversation, List<Document> events) {
    if (events.isEmpty()) {
      return Mono.just(List.of());
    }
    return keys.of(conversation)
        .map(
            keys -> events.stream().map(document -> EventDocuments.event(document, keys)).toList());
  }

  private Tip highest(ConversationId conversation, Head stored) {
    var hint = new Tip(stored.sequence(), stored.tally());
    Tip known = tips.get(conversation);
    return known == null ? hint : hint.max(known);
  }

  private static boolean holdsChangeAfter(long applied, List<Document> events) {
    return events.stream()
        .anyMatch(
            event ->
                EventDocuments.sequence(event) > applied
                    && EventDocuments.changesPresentState(event));
  }

  private Head hint(Document stored) {
    return with(head(stored), tips.get(conversation(stored)));
  }

  private static Map<MessageId, LogEvent> byPlace(
      List<Document> events,
      Map<ConversationId, ConversationKeys> keys,
      BiFunction<Document, ConversationKeys, LogEvent> decode) {
    Map<MessageId, LogEvent> byPlace = new HashMap<>();
    for (Document document : events) {
      LogEvent event = decode.apply(document, own(document, keys));
      byPlace.put(new MessageId(event.conversation(), event.sequence()), event);
    }
    return byPlace;
  }

  private static ConversationKeys own(
      Document document, Map<ConversationId, ConversationKeys> keys) {
    ConversationId conversation = EventDocuments.conversation(document);
    ConversationKeys own = keys.get(conversation);
    if (own == null) {
      throw new IllegalStateException("conversation " + conversation + ": no data key");
    }
    return own;
  }

  static ConversationId conversation(Document head) {
    return ConversationId.of(head.getString(Fields.ID));
  }

  static Head head(Document head) {
    return new Head(
        head.getString(Fields.EPOCH),
        head.getLong(Fields.FIRST),
        head.getLong(Fields.HEAD),
        Tallies.of(head),
        movedAt(head.getDate(Fields.MOVED_AT)));
  }

  private static Instant movedAt(@Nullable Date date) {
    return date == null ? Instant.EPOCH : date.toInstant();
  }

  private static Head with(Head stored, @Nullable Tip tip) {
    return tip == null || tip.sequence() <= stored.sequence()
        ? stored
        : new Head(stored.epoch(), stored.first(), tip.sequence(), tip.tally(), stored.movedAt());
  }

  static Map<ConversationId, Head> heads(List<Document> heads) {
    Map<ConversationId, Head> byConversation = new LinkedHashMap<>();
    heads.forEach(head -> byConversation.put(conversation(head), head(head)));
    return byConversation;
  }
}
