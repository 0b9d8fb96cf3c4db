package io.parley.chat.log.mongo;

import io.parley.chat.log.LogSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/// Decides when what is written, together with what, and what is left to another node.
/// Conversations share a write, each with its first draft; a few of those with more get writes of
/// their own beside it. Each kind has so many writes at once; what comes meanwhile waits for the
/// next, so under load batches grow by themselves and an idle node writes at once. Shared writes
/// begin 4 ms apart at least, and one and a half times as far as a write takes: it costs this node
/// and the store far more than a draft more in it, and the busier they are, the longer it takes and
/// the more come together.
///
/// After a stall much waits everywhere. If each conversation had a write of its own then, more
/// would come meanwhile than is written, and it would stay so.
///
/// Whoever brings work or ends a write drains the queues; one thread at a time, others hand over to
/// it.
final class Flights implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Flights.class);

  private static final int LOADS_AT_ONCE = 4;
  private static final long LEAST_SPACING = Duration.ofMillis(4).toNanos();
  private static final long MOST_SPACING = Duration.ofMillis(25).toNanos();
  private static final Duration TICK = Duration.ofMillis(250);

  private record Ready(Mailbox mailbox, Footing footing) {}

  private final LogSettings settings;
  private final Footings footings;
  private final Writer writer;
  private final Pace pace;
  private final Relays relays;
  private final Consumer<List<Mailbox>> through;
  private final Runnable tick;
  private final Scheduler timers;
  private final Disposable.Composite work = Disposables.composite();

  private final Queue<Mailbox> cold = new ConcurrentLinkedQueue<>();
  private final Queue<Ready> ready = new ConcurrentLinkedQueue<>();
  private final AtomicInteger loads = new AtomicInteger();
  private final AtomicInteger shared = new AtomicInteger();
  private final AtomicInteger own = new AtomicInteger();
  private final AtomicBoolean timed = new AtomicBoolean();
  private volatile long sharedAt = System.nanoTime() - MOST_SPACING;
  private final AtomicInteger draining = new AtomicInteger();

  /// @param through is told when mailboxes have no write in flight any more
  /// @param tick runs several times a second
  Flights(
      LogSettings settings,
      Footings footings,
      Writer writer,
      Pace pace,
      Relays relays,
      Scheduler timers,
      Consumer<List<Mailbox>> through,
      Runnable tick) {
    this.settings = settings;
    this.footings = footings;
    this.writer = writer;
    this.pace = pace;
    this.relays = relays;
    this.timers = timers;
    this.through = through;
    this.tick = tick;
  }

  void start() {
    work.add(
        timers.schedulePeriodically(tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS));
  }

  @Override
  public void close() {
    work.dispose();
  }

  /// Takes over claimed mailboxes; what can be written at once shares a write.
  void schedule(List<Mailbox> mailboxes) {
    long now = System.nanoTime();
    for (Mailbox mailbox : mailboxes) {
      if (!relays.give(mailbox, now)) {
        write(mailbox, now);
      }
    }
    drain();
  }

  private void write(Mailbox mailbox, long now) {
    long pause = pace.pauseNanos(mailbox.conversation(), mailbox.losses(), now);
    if (pause == 0) {
      enqueue(mailbox);
    } else {
      timers.schedule(() -> rouse(mailbox), pause, TimeUnit.NANOSECONDS);
    }
  }

  private void rouse(Mailbox mailbox) {
    enqueue(mailbox);
    drain();
  }

  private void enqueue(Mailbox mailbox) {
    Footing footing = footings.ready(mailbox.conversation());
    if (footing == null) {
      cold.add(mailbox);
    } else {
      ready.add(new Ready(mailbox, footing));
    }
  }

  private void drain() {
    if (draining.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      load();
      write();
      seen = draining.addAndGet(-seen);
    } while (seen != 0);
  }

  private void load() {
    while (!cold.isEmpty() && loads.get() < LOADS_AT_ONCE) {
      List<Mailbox> mailboxes = new ArrayList<>();
      for (Mailbox next = cold.poll(); next != null; next = cold.poll()) {
        mailboxes.add(next);
        if (mailboxes.size() == settings.flushDrafts()) {
          break;
        }
      }
      launch(loads, load(mailboxes));
    }
  }

  private void write() {
    while (!ready.isEmpty() && shared.get() < settings.flushes() && isTimeForShared()) {
      List<Batch> batches = new ArrayList<>();
      for (Ready next = ready.poll(); next != null; next = ready.poll()) {
        if (next.mailbox().isCrowded() && own.get() < settings.crowds()) {
          writeAlone(next);
        } else {
          add(next, 1, batches);
        }
        if (batches.size() == settings.flushDrafts()) {
          break;
        }
      }
      if (!batches.isEmpty()) {
        sharedAt = System.nanoTime();
        launch(shared, writer.write(batches, false, through));
      }
    }
  }

  /// A moment after the last one, so that what comes meanwhile shares the next.
  private boolean isTimeForShared() {
    long spacing = Math.clamp(pace.writeNanos() * 3 / 2, LEAST_SPACING, MOST_SPACING);
    long left = sharedAt + spacing - System.nanoTime();
    if (left > 0 && timed.compareAndSet(false, true)) {
      timers.schedule(
          () -> {
            timed.set(false);
            drain();
          },
          left,
          TimeUnit.NANOSECONDS);
    }
    return left <= 0;
  }

  private void writeAlone(Ready crowded) {
    List<Batch> batches = new ArrayList<>();
    add(crowded, settings.crowdDrafts(), batches);
    if (!batches.isEmpty()) {
      launch(own, writer.write(batches, true, through));
    }
  }

  private void add(Ready next, int most, List<Batch> batches) {
    // Another node may have been heard since
    var fresh = footings.ready(next.mailbox().conversation());
    var footing = fresh == null ? next.footing() : fresh;
    Batch batch =
        next.mailbox().take(most, settings.crowdSize().toBytes(), footing.tip(), footing.keys());
    if (batch == null) {
      through.accept(List.of(next.mailbox()));
    } else {
      batches.add(batch);
    }
  }

  private Mono<Void> load(List<Mailbox> mailboxes) {
    return footings
        .load(mailboxes.stream().map(Mailbox::conversation).toList())
        .doOnNext(
            loaded ->
                mailboxes.forEach(mailbox -> stand(mailbox, loaded.get(mailbox.conversation()))))
        .then()
        .onErrorResume(error -> refuse(mailboxes, error));
  }

  private void stand(Mailbox mailbox, @Nullable Footing footing) {
    if (footing != null) {
      ready.add(new Ready(mailbox, footing));
    } else {
      mailbox.failAll(
          new IllegalStateException("conversation " + mailbox.conversation() + ": no log"));
      through.accept(List.of(mailbox));
    }
  }

  private Mono<Void> refuse(List<Mailbox> mailboxes, Throwable error) {
    log.warn("{} conversations could not be made ready: {}", mailboxes.size(), error.toString());
    var reason = StoreErrors.tryAgain("the store did not answer", error);
    mailboxes.forEach(mailbox -> mailbox.refuseAll(reason, System.nanoTime()));
    through.accept(mailboxes);
    return Mono.empty();
  }

  private void launch(AtomicInteger permits, Mono<Void> flight) {
    permits.incrementAndGet();
    var slot = Disposables.swap();
    work.add(slot);
    slot.update(
        flight
            .doFinally(
                _ -> {
                  permits.decrementAndGet();
                  work.remove(slot);
                  drain();
                })
            .subscribe(_ -> {}, error -> log.error("a write ended in a way it must not", error)));
  }
}
