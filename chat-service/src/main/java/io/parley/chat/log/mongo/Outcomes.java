package io.parley.chat.log.mongo;

import io.parley.chat.crypto.ConversationKeys;
import io.parley.chat.log.Appended;
import io.parley.chat.log.ContentDiffers;
import io.parley.common.id.ConversationId;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Finds out what became of drafts whose insert was refused or did not answer: by majority reads,
/// and that a place was lost also by what this node heard of the log meanwhile.
final class Outcomes {

  /// How far is looked behind a place that was lost: mostly there is one writer to one event.
  private static final int BEHIND_A_PLACE = 4;

  private static final int AT_ONCE = 16;

  private final EventStore store;
  private final Projector projector;
  private final Tips tips;
  private final Pace pace;

  Outcomes(EventStore store, Projector projector, Tips tips, Pace pace) {
    this.store = store;
    this.projector = projector;
    this.tips = tips;
    this.pace = pace;
  }

  /// The first draft of each that an insert refused lost its place to another writer, or its key
  /// was used before. In the first case it and all behind it stay to be written again, in the
  /// second it gets its answer. Where the other writer was heard of meanwhile nothing is read; one
  /// read serves all the rest.
  Mono<Void> refused(Collection<RefusedBatch> all) {
    Map<ConversationId, RefusedBatch> unheard = new HashMap<>();
    Map<ConversationId, Tip> below = new HashMap<>();
    for (RefusedBatch batch : all) {
      Tip heard = tips.get(batch.conversation());
      if (heard == null || heard.sequence() <= batch.below().sequence()) {
        unheard.put(batch.conversation(), batch);
        below.put(batch.conversation(), batch.below());
      } else {
        lost(batch);
      }
    }
    return projector
        .advanceAll(below, BEHIND_A_PLACE)
        .flatMapMany(
            ends ->
                Flux.fromIterable(unheard.values())
                    .flatMap(
                        one -> judge(one, ends.getOrDefault(one.conversation(), Tip.NONE)),
                        AT_ONCE))
        .then();
  }

  private Mono<Void> judge(RefusedBatch batch, Tip end) {
    if (end.sequence() <= batch.below().sequence()) {
      return usedKey(batch, end);
    }
    lost(batch);
    return Mono.empty();
  }

  private void lost(RefusedBatch batch) {
    pace.lost(batch.conversation(), System.nanoTime());
  }

  /// Which of these drafts are stored.
  Mono<Found> lookUp(List<Batch> batches) {
    List<String> places =
        batches.stream().flatMap(batch -> batch.drafts().stream()).map(Outcomes::place).toList();
    return store
        .keysAt(places)
        .map(
            event ->
                new StoredKey(
                    event.getString(Fields.ID),
                    event.getString(Fields.KEY),
                    event.getDate(Fields.AT).toInstant()))
        .collectList()
        .map(found -> new Found(new HashSet<>(found), null));
  }

  Found nothingFound(Throwable error) {
    return new Found(Set.of(), error);
  }

  /// What is stored under a draft's key, applied to present states. Empty when nothing is.
  Mono<Appended> stored(Pending pending, ConversationKeys keys, Tip below) {
    return store
        .byKey(pending.conversation(), pending.draft().key())
        .delayUntil(document -> applied(pending.conversation(), document, below))
        .doOnNext(document -> answer(pending, document, keys))
        .flatMap(_ -> pending.answer());
  }

  private Mono<Void> usedKey(RefusedBatch batch, Tip end) {
    var conversation = batch.conversation();
    return store
        .byKey(conversation, batch.first().draft().key())
        .delayUntil(document -> applied(conversation, document, end))
        .doOnNext(document -> answer(batch.first(), document, batch.batch().keys()))
        .then();
  }

  private static void answer(Pending pending, Document document, ConversationKeys keys) {
    if (isSame(pending, document, keys)) {
      pending.acknowledge(new Appended(EventDocuments.event(document, keys), true));
    } else {
      pending.refuse(new ContentDiffers(pending.draft().key()));
    }
  }

  // An event may be acknowledged only once present states show it
  private Mono<?> applied(ConversationId conversation, Document event, Tip tip) {
    return EventDocuments.sequence(event) > tip.sequence()
        ? projector.advance(conversation, tip)
        : Mono.empty();
  }

  private static boolean isSame(Pending pending, Document document, ConversationKeys keys) {
    byte[] stored = EventDocuments.bytes(document, Fields.FINGERPRINT);
    return MessageDigest.isEqual(stored, pending.fingerprint(keys));
  }

  private static String place(Pending pending) {
    return Place.of(pending.conversation(), pending.event().sequence());
  }

  // The time tells a node's own write from the same draft stored through another node at the same
  // place
  private record StoredKey(String place, String key, Instant at) {}

  /// @param error why nothing could be read, or null
  record Found(Set<StoredKey> keys, @Nullable Throwable error) {

    List<Pending> stored(Batch batch) {
      return batch.drafts().stream().filter(this::isStored).toList();
    }

    void refuseOthers(Batch batch) {
      var others = batch.drafts().stream().filter(pending -> !isStored(pending)).toList();
      var cause = error;
      var reason =
          cause == null
              ? StoreErrors.tryAgain("the store did not confirm the write")
              : StoreErrors.tryAgain("the outcome could not be found out", cause);
      batch.mailbox().refuse(others, reason, System.nanoTime());
    }

    private boolean isStored(Pending pending) {
      var at = EventDocuments.at(pending.event().frame());
      return keys.contains(new StoredKey(place(pending), pending.draft().key(), at));
    }
  }
}
