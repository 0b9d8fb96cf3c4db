package io.parley.chat.log.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.log.EventDraft;
import io.parley.chat.log.Head;
import io.parley.chat.log.LogEvent;
import io.parley.chat.log.TryAgain;
import io.parley.common.frame.EventFrame;
import io.parley.common.frame.MessageContent;
import io.parley.common.frame.MessageView;
import io.parley.common.frame.Reaction;
import io.parley.common.id.ConversationId;
import io.parley.common.id.MessageId;
import io.parley.common.id.UserId;
import io.parley.testing.TestMongo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/// Edits, deletions, reactions and memberships: the event is the truth, the present state follows
/// it on every node and after a crash between the two.
class PresentStateIT {

  private LogNode node;
  private LogNode other;
  private ConversationId conversation;

  @BeforeEach
  void start() {
    String store = TestMongo.newDatabase();
    node = LogNode.on(store);
    other = LogNode.on(store);
    node.ensureIndexes();
    conversation = node.conversation();
    node.sent(conversation, "ann", "m1", "hello");
  }

  @AfterEach
  void stop() {
    node.close();
    other.close();
  }

  @Test
  void editThenTheMessageShowsItAndKeepsTheRest() {
    var content =
        new MessageContent(
            "first", new MessageId(conversation, 1), "[]", List.of(new UserId("ben")), "{\"a\":1}");
    node.appender()
        .append(LogNode.message(conversation, "ann", "m2", content, null))
        .block(LogNode.PATIENCE);
    edit(node, 2, "second");
    MessageView now = message(other, 2);
    assertThat(now.content())
        .isEqualTo(
            new MessageContent("second", content.replyTo(), "[]", List.of(), content.custom()));
    assertThat(now.editedAt()).isNotNull();
    assertThat(frame(other, 3))
        .isInstanceOfSatisfying(
            EventFrame.MessageEdited.class, edit -> assertThat(edit.text()).isEqualTo("second"));
  }

  @Test
  void appendWhenRepeatedAfterAnEditThenComparedWithWhatWasFirstSent() {
    edit(node, 1, "changed");
    StepVerifier.create(other.send(conversation, "ann", "m1", "hello"))
        .assertNext(
            appended -> {
              assertThat(appended.duplicate()).isTrue();
              assertThat(appended.event().sequence()).isEqualTo(1);
            })
        .verifyComplete();
  }

  @Test
  void deleteThenItsTextAndThatOfItsEditsAreGoneForEver() {
    edit(node, 1, "edited");
    react(node, 1, "ben", "+1", true);
    delete(node, 1);
    assertTombstone(message(other, 1));
    assertThat(frame(other, 2))
        .isInstanceOfSatisfying(
            EventFrame.MessageEdited.class, edit -> assertThat(edit.text()).isNull());
    assertThat(node.documents(Fields.EVENTS))
        .filteredOn(event -> EventDocuments.sequence(event) < 3)
        .allSatisfy(event -> assertThat(event).doesNotContainKey(Fields.BODY));
  }

  @Test
  void editWhenAlreadyDeletedThenItsTextIsNotShown() {
    delete(node, 1);
    edit(other, 1, "too late");
    react(other, 1, "ben", "+1", true);
    assertTombstone(message(node, 1));
    assertThat(frame(node, 3))
        .isInstanceOfSatisfying(
            EventFrame.MessageEdited.class, edit -> assertThat(edit.text()).isNull());
  }

  @Test
  void deleteWhenTwiceThenTheFirstCounts() {
    delete(node, 1);
    var first = message(node, 1).deletedAt();
    delete(other, 1);
    assertThat(message(node, 1).deletedAt()).isEqualTo(first);
  }

  @Test
  void reactThenCountedOnceAUserInTheOrderTheyCame() {
    react(node, 1, "ben", "+1", true);
    react(other, 1, "cleo", "+1", true);
    react(node, 1, "ben", "+1", true);
    react(node, 1, "ben", "🎉", true);
    react(other, 1, "dan", "🎉", true);
    react(node, 1, "dan", "🎉", false);
    react(node, 1, "nobody", "-1", false);
    assertThat(message(other, 1).reactions())
        .containsExactly(
            new Reaction("+1", 2, List.of(new UserId("ben"), new UserId("cleo"))),
            new Reaction("🎉", 1, List.of(new UserId("ben"))));
  }

  @Test
  void readWhenTheNodeDiedBeforeItAppliedThenApplied() {
    insertOnly(new EventDraft.MessageEdited(new MessageId(conversation, 1), "edited", List.of()));
    assertThat(message(other, 1).content()).isEqualTo(MessageContent.text("edited"));
    insertOnly(new EventDraft.Reacted(new MessageId(conversation, 1), "+1", true));
    insertOnly(new EventDraft.MessageDeleted(new MessageId(conversation, 1)));
    List<LogEvent> all = other.all(conversation);
    assertThat(all).hasSize(4);
    assertTombstone(((EventFrame.Message) all.getFirst().frame()).message());
  }

  @Test
  void headWhenTheNodeDiedBeforeItRaisedItThenFoundAppliedAndRaised() {
    insertOnly(new EventDraft.MessageDeleted(new MessageId(conversation, 1)));
    Head head = Objects.requireNonNull(other.events().head(conversation).block(LogNode.PATIENCE));
    assertThat(head.sequence()).isEqualTo(2);
    assertThat(head.messages()).isEqualTo(1);
    assertTombstone(message(other, 1));
    other
        .events()
        .heads(List.of(conversation))
        .mapNotNull(heads -> heads.get(conversation))
        .filter(stored -> stored.sequence() == 2)
        .repeatWhenEmpty(again -> again.delayElements(java.time.Duration.ofMillis(20)))
        .block(LogNode.PATIENCE);
  }

  @Test
  void appendWhenTheNodeDiedBeforeItAppliedThenAppliedBeforeTheNext() {
    insertOnly(new EventDraft.MessageEdited(new MessageId(conversation, 1), "edited", List.of()));
    assertThat(other.sent(conversation, "ben", "m1", "next").sequence()).isEqualTo(3);
    assertThat(message(node, 1).content()).isEqualTo(MessageContent.text("edited"));
  }

  @Test
  void applyWhenLateAndOlderThenNothingChanges() {
    edit(node, 1, "older");
    LogEvent older = node.all(conversation).getLast();
    edit(node, 1, "newer");
    node.projector().apply(older).block(LogNode.PATIENCE);
    assertThat(message(other, 1).content()).isEqualTo(MessageContent.text("newer"));
    delete(node, 1);
    node.projector().apply(older).block(LogNode.PATIENCE);
    assertTombstone(message(other, 1));
  }

  @Test
  void memberEventsThenProjectedInOrderBeforeTheAnswer() {
    List<String> applied = new ArrayList<>();
    node.projections.add(
        event -> Mono.fromRunnable(() -> applied.add(event.sequence() + " " + event.key())));
    node.append(
        conversation, "ann", "j1", new EventDraft.MemberJoined(new UserId("ben"), "member"));
    node.append(
        conversation, "ann", "c1", new EventDraft.MemberChanged(new UserId("ben"), "admin"));
    node.append(conversation, "ann", "n1", new EventDraft.ConversationChanged("{\"name\":\"x\"}"));
    node.append(conversation, "ben", "l1", new EventDraft.MemberLeft(new UserId("ben"), "left"));
    node.append(conversation, "ben", "noop", new EventDraft.Noop());
    assertThat(applied).containsExactly("2 j1", "3 c1", "4 n1", "5 l1");
    assertThat(other.all(conversation))
        .extracting(LogEvent::frame)
        .hasSize(6)
        .last()
        .isInstanceOf(EventFrame.Noop.class);
  }

  @Test
  void memberEventWhenItCannotBeAppliedThenTryAgainAndTheNextOneAppliesIt() {
    node.projections.add(_ -> Mono.error(new IllegalStateException("no")));
    var joined = new EventDraft.MemberJoined(new UserId("ben"), "member");
    StepVerifier.create(
            node.appender()
                .append(
                    new io.parley.chat.log.Draft(
                        conversation, new UserId("ann"), "j1", joined, null)))
        .expectError(TryAgain.class)
        .verify(LogNode.PATIENCE);
    List<Long> applied = new ArrayList<>();
    other.projections.add(event -> Mono.fromRunnable(() -> applied.add(event.sequence())));
    assertThat(other.append(conversation, "ann", "j1", joined).duplicate()).isTrue();
    assertThat(applied).contains(2L);
  }

  private void edit(LogNode at, long sequence, String text) {
    at.append(
        conversation,
        "ann",
        "e:" + text,
        new EventDraft.MessageEdited(new MessageId(conversation, sequence), text, List.of()));
  }

  private void delete(LogNode at, long sequence) {
    at.append(
        conversation,
        "ann",
        "d:" + System.nanoTime(),
        new EventDraft.MessageDeleted(new MessageId(conversation, sequence)));
  }

  private void react(LogNode at, long sequence, String user, String emoji, boolean on) {
    at.append(
        conversation,
        user,
        "r:" + System.nanoTime(),
        new EventDraft.Reacted(new MessageId(conversation, sequence), emoji, on));
  }

  /// What a node leaves that is killed right after its write.
  private void insertOnly(EventDraft body) {
    node.insertOnly(conversation, "ann", "k:" + System.nanoTime(), body);
  }

  private MessageView message(LogNode at, long sequence) {
    return ((EventFrame.Message) frame(at, sequence)).message();
  }

  private EventFrame frame(LogNode at, long sequence) {
    at.all(conversation);
    Map<MessageId, LogEvent> found =
        at.events().at(List.of(new MessageId(conversation, sequence))).block(LogNode.PATIENCE);
    return Objects.requireNonNull(
            Objects.requireNonNull(found).get(new MessageId(conversation, sequence)))
        .frame();
  }

  private static void assertTombstone(MessageView message) {
    assertThat(message.content()).isNull();
    assertThat(message.deletedAt()).isNotNull();
    assertThat(message.editedAt()).isNull();
    assertThat(message.reactions()).isEmpty();
  }
}
