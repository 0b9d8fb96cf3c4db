package io.parley.chat.log.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.chat.log.EventDraft;
import io.parley.chat.log.Head;
import io.parley.chat.log.LogEvent;
import io.parley.chat.log.Tally;
import io.parley.common.id.UserId;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/// What a log counts, on two nodes that share a store.
class TallyIT {

  private static LogNode node;
  private static LogNode other;

  @BeforeAll
  static void start() {
    var two = LogNode.two();
    node = two.getFirst();
    other = two.getLast();
  }

  @AfterAll
  static void stop() {
    node.close();
    other.close();
  }

  @Test
  void appendWhenNodesTakeTurnsThenTheTallyCountsOnAndTheHeadHasIt() {
    var conversation = node.conversation();
    var ben = new UserId("ben");
    node.sent(conversation, "ann", "m1", "hello");
    node.append(conversation, "ann", ":b0", new EventDraft.MemberJoined(ben, "member"));
    other.append(conversation, "ann", ":b2", new EventDraft.MemberChanged(ben, "admin"));
    other.append(conversation, "ben", ":b3", new EventDraft.MemberLeft(ben, "left"));
    node.append(conversation, "ann", ":b4", new EventDraft.MemberJoined(ben, "member"));
    other.sent(conversation, "ben", "m1", "back");
    node.insertOnly(conversation, "ann", ":b5", new EventDraft.MemberLeft(ben, "removed"));
    assertThat(node.all(conversation))
        .extracting(LogEvent::tally)
        .containsExactly(
            new Tally(1, 0, 0),
            new Tally(1, 1, 0),
            new Tally(1, 1, 0),
            new Tally(1, 1, 1),
            new Tally(1, 2, 1),
            new Tally(2, 2, 1),
            new Tally(2, 2, 2));
    for (var at : List.of(node, other)) {
      StepVerifier.create(at.events().head(conversation).map(Head::tally))
          .expectNext(new Tally(2, 2, 2))
          .verifyComplete();
    }
    assertThat(new Tally(2, 2, 2).members(7)).isEqualTo(7);
  }

  @Test
  void raiseWhenTwoNodesDoThenTheHeadHasTheLastTally() {
    var conversation = node.conversation();
    for (int i = 0; i < 5; i++) {
      var at = i % 2 == 0 ? node : other;
      at.append(conversation, "ann", ":j" + i, new EventDraft.MemberJoined(user(i), "member"));
      at.append(conversation, "ann", ":l" + i, new EventDraft.MemberLeft(user(i), "left"));
    }
    var tally = new Tally(0, 5, 5);
    await()
        .untilAsserted(
            () ->
                assertThat(node.documents(Fields.HEADS))
                    .filteredOn(head -> head.getString(Fields.ID).equals(conversation.value()))
                    .extracting(Tallies::of)
                    .containsExactly(tally));
  }

  private static UserId user(int number) {
    return new UserId("u" + number);
  }
}
