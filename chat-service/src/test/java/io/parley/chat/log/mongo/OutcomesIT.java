package io.parley.chat.log.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.log.Tally;
import io.parley.common.frame.MessageContent;
import io.parley.common.id.ConversationId;
import io.parley.testing.TestMongo;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a node does about drafts that another writer was faster than.
class OutcomesIT {

  private static final int LOGS = 12;

  private static LogNode node;

  private final Tips tips = new Tips(100);
  private Outcomes outcomes;
  private List<ConversationId> logs;
  private List<RefusedBatch> refused;

  @BeforeAll
  static void start() {
    node = LogNode.on(TestMongo.newDatabase());
    node.ensureIndexes();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  /// Logs of three messages, and drafts that were to be the first of each.
  @BeforeEach
  void takePlaces() {
    outcomes = node.outcomes(tips);
    logs = IntStream.range(0, LOGS).mapToObj(_ -> node.conversation()).toList();
    for (ConversationId log : logs) {
      for (int i = 1; i <= 3; i++) {
        node.sent(log, "ann", "m" + i, "text " + i);
      }
    }
    refused = logs.stream().map(log -> refused(log, "ben", "m1")).toList();
    node.commands.clear();
  }

  @Test
  void refusedThenOneReadForAll() {
    outcomes.refused(refused).block(LogNode.PATIENCE);
    assertThat(reads()).hasSize(1);
    for (RefusedBatch each : refused) {
      assertThat(each.first().isWaiting()).isTrue();
      assertThat(tips.get(each.conversation())).isEqualTo(tip(3));
    }
  }

  @Test
  void refusedWhenTheOtherWriterWasHeardOfThenNothingIsRead() {
    logs.forEach(log -> tips.raise(log, tip(1)));
    outcomes.refused(refused).block(LogNode.PATIENCE);
    assertThat(reads()).isEmpty();
    assertThat(refused).allMatch(each -> each.first().isWaiting());
  }

  @Test
  void refusedWhenSomeWereHeardOfThenTheOthersAreRead() {
    logs.stream().skip(1).forEach(log -> tips.raise(log, tip(1)));
    outcomes.refused(refused).block(LogNode.PATIENCE);
    assertThat(reads()).hasSize(1);
    assertThat(tips.get(logs.getFirst())).isEqualTo(tip(3));
    assertThat(tips.get(logs.getLast())).isEqualTo(tip(1));
  }

  @Test
  void refusedWhenManyWroteMeanwhileThenTheEndIsFound() {
    for (int i = 4; i <= 30; i++) {
      node.sent(logs.getFirst(), "ann", "m" + i, "text " + i);
    }
    outcomes.refused(refused).block(LogNode.PATIENCE);
    assertThat(tips.get(logs.getFirst())).isEqualTo(tip(30));
    assertThat(tips.get(logs.getLast())).isEqualTo(tip(3));
  }

  @Test
  void refusedWhenItsKeyWasUsedThenTheStoredOneIsItsAnswer() {
    RefusedBatch again = refused(logs.getFirst(), "ann", "m2", tip(3));
    outcomes.refused(List.of(again, refused.getLast())).block(LogNode.PATIENCE);
    var answer = Objects.requireNonNull(again.first().answer().block(LogNode.PATIENCE));
    assertThat(answer.duplicate()).isTrue();
    assertThat(answer.event().sequence()).isEqualTo(2);
    assertThat(refused.getLast().first().isWaiting()).isTrue();
  }

  private List<BsonDocument> reads() {
    return node.commands.stream().filter(command -> command.containsKey("find")).toList();
  }

  private static RefusedBatch refused(ConversationId log, String user, String id) {
    return refused(log, user, id, Tip.NONE);
  }

  private static RefusedBatch refused(ConversationId log, String user, String id, Tip base) {
    var content = MessageContent.text("text " + id.substring(1));
    return new RefusedBatch(node.batch(LogNode.message(log, user, id, content, null), base), 0);
  }

  /// Of a log that holds messages alone.
  private static Tip tip(long sequence) {
    return new Tip(sequence, new Tally(sequence, 0, 0));
  }
}
