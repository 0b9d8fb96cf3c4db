package io.parley.chat.log.mongo;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.bson.RawBsonDocument;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Writes batches and brings each draft to its answer, or back to its mailbox to be written again.
final class Writer {

  private static final Logger log = LoggerFactory.getLogger(Writer.class);

  private static final int OUTCOMES_AT_ONCE = 16;

  private final EventStore store;
  private final Outcomes outcomes;
  private final Projector projector;
  private final Ends ends;
  private final Pace pace;
  private final InstantSource clock;

  Writer(
      EventStore store,
      Outcomes outcomes,
      Projector projector,
      Ends ends,
      Pace pace,
      InstantSource clock) {
    this.store = store;
    this.outcomes = outcomes;
    this.projector = projector;
    this.ends = ends;
    this.pace = pace;
    this.clock = clock;
  }

  /// Inserts the drafts of all batches in one write. A mailbox is given back when its own batch is
  /// through, with those that are through at the same time; others may still be worked on. Never
  /// errors.
  ///
  /// @param ordered when a batch holds several drafts; unordered, a refused one would leave a hole
  ///   before the next
  /// @param through is told of each mailbox once
  Mono<Void> write(List<Batch> batches, boolean ordered, Consumer<List<Mailbox>> through) {
    List<RawBsonDocument> documents = new ArrayList<>();
    var at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    try {
      batches.forEach(batch -> batch.number(at, documents));
    } catch (RuntimeException e) {
      log.error("drafts could not be made ready to be stored", e);
      batches.forEach(batch -> refuse(batch, e));
      land(batches, through);
      return Mono.empty();
    }
    long begun = System.nanoTime();
    return store
        .insert(documents, ordered)
        .doOnNext(_ -> pace.wrote(System.nanoTime() - begun))
        .flatMap(
            result ->
                switch (result) {
                  case InsertResult.Refused refused -> after(batches, refused, through);
                  case InsertResult.Unknown unknown -> after(batches, unknown, through);
                });
  }

  private Mono<Void> after(
      List<Batch> batches, InsertResult.Refused refused, Consumer<List<Mailbox>> through) {
    List<Mono<Void>> open = new ArrayList<>();
    List<Batch> done = new ArrayList<>(batches.size());
    List<RefusedBatch> again = new ArrayList<>();
    int start = 0;
    for (Batch batch : batches) {
      int stored = refused.firstIn(start, start + batch.size()) - start;
      start += batch.size();
      if (stored < batch.size()) {
        again.add(new RefusedBatch(batch, stored));
      } else if (changesPresentState(batch)) {
        open.add(finish(batch.drafts()).transform(work -> landing(batch, work, through)));
      } else {
        batch.drafts().forEach(ends::stored);
        done.add(batch);
      }
    }
    land(done, through);
    if (!again.isEmpty()) {
      open.add(after(again, through));
    }
    return Flux.fromIterable(open).flatMap(work -> work, OUTCOMES_AT_ONCE).then();
  }

  private Mono<Void> after(List<RefusedBatch> again, Consumer<List<Mailbox>> through) {
    return Flux.fromIterable(again)
        .concatMap(one -> finish(one.before()))
        .then(Mono.defer(() -> outcomes.refused(again)))
        .onErrorResume(
            error -> Flux.fromIterable(again).flatMap(one -> refuse(one.batch(), error)).then())
        .doFinally(
            _ -> {
              again.forEach(one -> one.batch().mailbox().land(one.stored() > 0));
              through.accept(again.stream().map(one -> one.batch().mailbox()).toList());
            });
  }

  private Mono<Void> after(
      List<Batch> batches, InsertResult.Unknown unknown, Consumer<List<Mailbox>> through) {
    log.warn(
        "the outcome of a write to {} conversations is unknown: {}",
        batches.size(),
        unknown.cause().toString());
    ends.forget();
    return outcomes
        .lookUp(batches)
        .onErrorResume(error -> Mono.just(outcomes.nothingFound(error)))
        .flatMapMany(
            found ->
                Flux.fromIterable(batches)
                    .flatMap(
                        batch ->
                            finish(found.stored(batch))
                                .then(Mono.fromRunnable(() -> found.refuseOthers(batch)))
                                .then()
                                .transform(work -> landing(batch, work, through)),
                        OUTCOMES_AT_ONCE))
        .then();
  }

  /// Applies and announces stored drafts in order. What cannot be applied now is refused with all
  /// behind it: it is stored, and whoever meets it applies it.
  private Mono<Void> finish(List<Pending> stored) {
    return Flux.fromIterable(stored)
        .concatMap(
            pending -> projector.apply(pending.event()).doOnSuccess(_ -> ends.stored(pending)))
        .then();
  }

  private Mono<Void> landing(Batch batch, Mono<Void> work, Consumer<List<Mailbox>> through) {
    return work.onErrorResume(error -> refuse(batch, error))
        .doFinally(_ -> land(List.of(batch), through));
  }

  private static Mono<Void> refuse(Batch batch, Throwable error) {
    log.warn(
        "drafts of conversation {} could not be brought to an end: {}",
        batch.conversation(),
        error.toString());
    var reason = StoreErrors.tryAgain("the outcome could not be found out", error);
    batch.mailbox().refuse(batch.drafts(), reason, System.nanoTime());
    return Mono.empty();
  }

  private static void land(List<Batch> batches, Consumer<List<Mailbox>> through) {
    batches.forEach(batch -> batch.mailbox().land(true));
    through.accept(batches.stream().map(Batch::mailbox).toList());
  }

  private static boolean changesPresentState(Batch batch) {
    return batch.drafts().stream()
        .anyMatch(pending -> Types.changesPresentState(pending.event().frame()));
  }
}
