package io.parley.chat.log.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.log.EventDraft;
import io.parley.common.id.MessageId;
import io.parley.testing.TestMongo;
import java.util.List;
import java.util.Set;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;

/// What goes over the wire: every write asks for a majority and says for how long, every read for
/// what a majority has.
class WireIT {

  private static final Set<String> WRITES = Set.of("insert", "update", "delete");

  @Test
  void everyWriteAndReadThenByMajority() {
    try (var node = LogNode.on(TestMongo.newDatabase())) {
      node.ensureIndexes();
      var conversation = node.conversation();
      node.sent(conversation, "ann", "m1", "hello");
      node.sent(conversation, "ann", "m1", "hello");
      var message = new MessageId(conversation, 1);
      node.append(
          conversation, "ann", "e", new EventDraft.MessageEdited(message, "edited", List.of()));
      node.append(conversation, "ann", "d", new EventDraft.MessageDeleted(message));
      node.events().head(conversation).block(LogNode.PATIENCE);
      node.moves().since(java.time.Instant.EPOCH).block(LogNode.PATIENCE);
      assertThat(node.commands)
          .filteredOn(command -> WRITES.contains(command.getFirstKey()))
          .hasSizeGreaterThan(4)
          .allSatisfy(WireIT::assertMajorityInTime);
      assertThat(node.commands)
          .filteredOn(command -> command.getFirstKey().equals("find"))
          .hasSizeGreaterThan(4)
          .allSatisfy(
              command ->
                  assertThat(command.getDocument("readConcern").getString("level").getValue())
                      .isEqualTo("majority"));
    }
  }

  @Test
  void shareAWriteThenOneInsertForManyConversations() {
    try (var node = LogNode.on(TestMongo.newDatabase())) {
      node.ensureIndexes();
      var conversations =
          java.util.stream.IntStream.range(0, 40).mapToObj(_ -> node.conversation()).toList();
      node.commands.clear();
      reactor.core.publisher.Flux.fromIterable(conversations)
          .flatMap(conversation -> node.send(conversation, "ann", "m1", "hello"), 40)
          .blockLast(LogNode.PATIENCE);
      assertThat(node.commands)
          .filteredOn(command -> command.getFirstKey().equals("insert"))
          .hasSizeLessThan(20)
          .allSatisfy(command -> assertThat(command.getBoolean("ordered").getValue()).isFalse());
    }
  }

  /// D10: a node that dies right after the insert leaves a trace that the others follow.
  @Test
  void appendWhenIdleThenTheLogIsSaidToMoveBeforeTheInsert() {
    try (var node = LogNode.on(TestMongo.newDatabase())) {
      node.ensureIndexes();
      var conversation = node.conversation();
      node.commands.clear();
      node.sent(conversation, "ann", "m1", "hello");
      node.sent(conversation, "ann", "m2", "again");
      assertThat(node.commands)
          .extracting(BsonDocument::getFirstKey)
          .filteredOn(WRITES::contains)
          .startsWith("update", "insert");
      var firstUpdate =
          node.commands.stream()
              .filter(command -> command.getFirstKey().equals("update"))
              .findFirst()
              .orElseThrow();
      assertThat(firstUpdate.getArray("updates").getFirst().asDocument().getDocument("u"))
          .containsOnlyKeys("$currentDate");
    }
  }

  private static void assertMajorityInTime(BsonDocument command) {
    BsonDocument concern = command.getDocument("writeConcern");
    assertThat(concern.getString("w").getValue()).isEqualTo("majority");
    assertThat(concern.getNumber("wtimeout").intValue()).isBetween(1, 10_000);
  }
}
