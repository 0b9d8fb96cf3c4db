package io.parley.chat.mutant;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.result.InsertManyResult;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.parley.chat.ChatNode;
import io.parley.chat.FakeAuth;
import io.parley.chat.delivery.bus.Bus;
import io.parley.chat.delivery.bus.LocalBus;
import io.parley.chat.log.EventLog;
import io.parley.chat.log.Moves;
import io.parley.common.frame.Position;
import io.parley.prove.check.Allowances;
import io.parley.prove.check.Promise;
import io.parley.prove.check.Verdict;
import io.parley.prove.history.Recorder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.springframework.context.support.GenericApplicationContext;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// The checker finds nothing wrong with a cluster as it is, and finds each mutant of it.
class MutantIT {

  private static final long SEED = 20_261_128L;

  /// Until an event whose publish was lost must have come, and a little for the machine.
  private static final Duration REPAIRED = Duration.ofSeconds(11);

  /// What a busy machine may take more, where nothing may be found.
  private static final Allowances MARGIN = Allowances.of(Duration.ofSeconds(20));

  private static final Duration WITH_MARGIN = Duration.ofSeconds(31);
  private static final Duration SOON = Duration.ofSeconds(2);

  private static final Consumer<GenericApplicationContext> AS_IT_IS = _ -> {};

  private static final UnaryOperator<Position> AS_SAID = position -> position;

  @Test
  void unmutatedThenEveryPromiseIsKept() {
    var verdict = run(Inserts.Mutation.NONE, false, AS_IT_IS, AS_SAID, WITH_MARGIN, MARGIN);

    assertThat(verdict.violations()).isEmpty();
    exercised(verdict);
  }

  /// D10: the same with a bus that says nothing to the other node, the repairs alone at work.
  @Test
  void unmutatedWhenBusSwallowsAllThenRepaired() {
    var verdict = run(Inserts.Mutation.NONE, true, AS_IT_IS, AS_SAID, WITH_MARGIN, MARGIN);

    assertThat(verdict.violations()).isEmpty();
    exercised(verdict);
  }

  @Test
  void ackBeforeTheWriteThenFound() {
    var verdict =
        run(MutantIT::answeringAtOnce, false, AS_IT_IS, AS_SAID, SOON, Allowances.PROMISED);

    assertThat(verdict.broken()).contains(Promise.D6);
  }

  @Test
  void repairSwitchedOffThenFound() {
    var verdict =
        run(
            Inserts.Mutation.NONE,
            true,
            ChatNode.around(Moves.class, _ -> new Blind()),
            AS_SAID,
            REPAIRED,
            Allowances.PROMISED);

    assertThat(verdict.broken()).contains(Promise.D10);
  }

  @Test
  void resumeOneTooLateThenFound() {
    var verdict =
        run(
            Inserts.Mutation.NONE,
            false,
            AS_IT_IS,
            position -> new Position(position.epoch(), position.sequence() + 1),
            SOON,
            Allowances.PROMISED);

    assertThat(verdict.broken()).contains(Promise.D14);
  }

  @Test
  void resumeOneTooEarlyThenFound() {
    var verdict =
        run(
            Inserts.Mutation.NONE,
            false,
            AS_IT_IS,
            position -> new Position(position.epoch(), Math.max(0, position.sequence() - 1)),
            SOON,
            Allowances.PROMISED);

    assertThat(verdict.broken()).contains(Promise.D14);
  }

  /// Two drafts of one conversation in an unordered write: when the first is refused, the second
  /// takes a place before it.
  @Test
  void unorderedBatchThenFound() {
    var verdict =
        run(
            (events, _, real) -> real.of(events, new InsertManyOptions().ordered(false)),
            false,
            AS_IT_IS,
            AS_SAID,
            SOON,
            Allowances.PROMISED);

    assertThat(verdict.broken()).contains(Promise.D5);
  }

  @Test
  void headFromAStaleReadThenFound() {
    var verdict =
        run(
            Inserts.Mutation.NONE,
            false,
            ChatNode.around(EventLog.class, Lagging::new),
            AS_SAID,
            SOON,
            Allowances.PROMISED);

    assertThat(verdict.broken()).contains(Promise.D20);
  }

  private static Publisher<InsertManyResult> answeringAtOnce(
      List<RawBsonDocument> events, InsertManyOptions options, Inserts.Insert real) {
    Mono.delay(Duration.ofMillis(20), Schedulers.parallel())
        .then(Mono.from(real.of(events, options)))
        .subscribe(_ -> {}, _ -> {});
    return Mono.just(InsertManyResult.acknowledged(Map.of()));
  }

  private static Verdict run(
      Inserts.Mutation mutation,
      boolean silent,
      Consumer<GenericApplicationContext> mutant,
      UnaryOperator<Position> misread,
      Duration patience,
      Allowances allowances) {
    var recorder = Recorder.inMemory();
    var line = new LocalBus.Line();
    try (var auth = FakeAuth.start()) {
      var settings = ChatNode.settings(auth);
      settings.put("PARLEY_LIMIT_FRAMES_PER_SECOND", "0");
      settings.put("PARLEY_LIMIT_SOCKETS", "0");
      var inserts = new Inserts(recorder, mutation);
      Consumer<GenericApplicationContext> seams =
          ChatNode.around(MongoDatabase.class, inserts::around).andThen(mutant);
      var nodes =
          Stream.generate(() -> ChatNode.start(settings, seams.andThen(bus(line, silent))))
              .limit(2)
              .toList();
      try (var traffic = new Traffic(SEED, recorder, auth, nodes, misread)) {
        return traffic.run(patience, allowances);
      } finally {
        nodes.parallelStream().forEach(ChatNode::close);
      }
    }
  }

  /// @param silent whether each node hears itself alone
  private static Consumer<GenericApplicationContext> bus(LocalBus.Line line, boolean silent) {
    return ChatNode.instead(Bus.class, new LocalBus(silent ? new LocalBus.Line() : line));
  }

  /// A verdict on nothing would be worth nothing.
  private static void exercised(Verdict verdict) {
    for (var line : verdict.lines()) {
      switch (line.rule().promise()) {
        case D1, D2, D3, D4, D5, D6, D10, D14, D15, D20, MEMBERS ->
            assertThat(line.finding().examined()).as(line.toString()).isPositive();
        case D7, D8, D9, D11, D12, D21, D22 -> {}
      }
    }
  }
}
