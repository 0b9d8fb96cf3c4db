package io.parley.chat.log.mongo;

import com.mongodb.reactivestreams.client.MongoDatabase;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.parley.chat.crypto.DataKeys;
import io.parley.chat.log.AppendListener;
import io.parley.chat.log.Courier;
import io.parley.chat.log.EventLog;
import io.parley.chat.log.Hearsay;
import io.parley.chat.log.LogSettings;
import io.parley.chat.log.Moves;
import io.parley.chat.log.Projection;
import io.parley.common.id.ConversationId;
import io.parley.common.id.NodeId;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/// The parts of a node's log, put together.
final class LogEngine implements AutoCloseable {

  private final EventStore store;
  private final Tips tips;
  private final HeadRaiser heads;
  private final EventLog events;
  private final BatchAppender appender;
  private final Moves moves;
  private final LogLookup lookup;
  private final Rivals rivals;
  private final RelayMeters relayMeters = new RelayMeters();

  /// @param node this one
  /// @param timers for what is timed: waits between writes, and how long an answer may take
  LogEngine(
      NodeId node,
      MongoDatabase database,
      DataKeys keys,
      LogSettings settings,
      Supplier<List<Projection>> projections,
      Supplier<List<AppendListener>> listeners,
      Courier courier,
      Scheduler timers,
      InstantSource clock) {
    this.store = new EventStore(database, settings.answer(), timers);
    var awake = new Awake(settings.remembered());
    this.heads = new HeadRaiser(store, awake);
    this.tips = new Tips(settings.remembered());
    var projector = new Projector(store, keys, tips, heads, projections);
    var pace = new Pace();
    var outcomes = new Outcomes(store, projector, tips, pace);
    var refusals = new Refusals();
    var ends = new Ends(tips, heads, refusals, listeners);
    var writer = new Writer(store, outcomes, projector, ends, pace, clock);
    var footings = new Footings(store, keys, tips, awake, projector);
    this.events = new MongoEventLog(store, keys, tips, projector);
    this.rivals = new Rivals(node);
    var relays = new Relays(node, settings, rivals, courier, relayMeters);
    this.appender =
        new BatchAppender(settings, footings, outcomes, writer, refusals, pace, relays, timers);
    this.moves = new MongoMoves(store);
    this.lookup = new LogLookup(keys, tips);
  }

  void start() {
    appender.start();
  }

  Mono<Void> ensureIndexes() {
    return store.ensureIndexes();
  }

  EventLog events() {
    return events;
  }

  BatchAppender appender() {
    return appender;
  }

  Moves moves() {
    return moves;
  }

  Hearsay hearsay() {
    return (conversation, sequence, tally, by, forThis) -> {
      tips.raise(conversation, new Tip(sequence, tally));
      if (by != null) {
        heard(by, conversation, forThis, System.nanoTime());
      }
    };
  }

  private void heard(NodeId by, ConversationId conversation, boolean forThis, long nowNanos) {
    rivals.alive(by, nowNanos);
    if (!forThis) {
      rivals.wrote(by, conversation, appender.writes(conversation), nowNanos);
    }
  }

  MeterBinder relayMeters() {
    return relayMeters;
  }

  LogLookup lookup() {
    return lookup;
  }

  @Override
  public void close() {
    appender.close();
    heads.close();
  }
}
