package io.parley.chat.log.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.crypto.ConversationKeys;
import io.parley.chat.crypto.TestKeys;
import io.parley.chat.log.Draft;
import io.parley.chat.log.EventDraft;
import io.parley.chat.log.Relayed;
import io.parley.chat.log.TryAgain;
import io.parley.common.frame.MessageContent;
import io.parley.common.id.ConversationId;
import io.parley.common.id.MessageId;
import io.parley.common.id.NodeId;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class MailboxTest {

  private static final ConversationId CONVERSATION = new ConversationId("c");
  private static final ConversationKeys KEYS = TestKeys.of(CONVERSATION);
  private static final TryAgain REASON = new TryAgain("test", Duration.ofMillis(1), null);

  private final Room room = new Room(100, 1_000_000);
  private final Refusals refusals = new Refusals();
  private final Mailbox mailbox = new Mailbox(CONVERSATION, 10, room, refusals);

  @Test
  void takeThenInOrderAndNoMoreThanAsked() {
    var drafts = List.of(draft("ann", 1), draft("ben", 1), draft("ann", 2));
    drafts.forEach(pending -> mailbox.offer(pending, 0));
    assertThat(take(2)).containsExactly(drafts.get(0), drafts.get(1));
  }

  @Test
  void takeWhenBytesAreUsedUpThenAtLeastOne() {
    mailbox.offer(draft("ann", 1), 0);
    mailbox.offer(draft("ben", 1), 0);
    assertThat(Objects.requireNonNull(mailbox.take(10, 1, Tip.NONE, KEYS)).drafts()).hasSize(1);
  }

  @Test
  void landWhenNotAnsweredThenFirstAgainInTheSameOrder() {
    var first = draft("ann", 1);
    var second = draft("ben", 1);
    var third = draft("ann", 2);
    mailbox.offer(first, 0);
    mailbox.offer(second, 0);
    take(2);
    mailbox.offer(third, 0);
    mailbox.land(false);
    assertThat(mailbox.losses()).isEqualTo(1);
    assertThat(take(3)).containsExactly(first, second, third);
  }

  @Test
  void refuseThenLaterOnesOfTheSenderToo() {
    var before = draft("ann", 1);
    var refused = draft("ann", 2);
    var others = draft("ben", 1);
    var behind = draft("ann", 3);
    List.of(before, refused, others, behind).forEach(pending -> mailbox.offer(pending, 0));
    mailbox.refuse(List.of(refused), REASON, 0);
    assertThat(refused.isRefused()).isTrue();
    assertThat(behind.isRefused()).isTrue();
    assertThat(take(10)).containsExactly(before, others);
    assertThat(room.drafts()).isEqualTo(2);
    StepVerifier.create(behind.answer()).verifyError(TryAgain.class);
  }

  @Test
  void offerWhenAnEarlierOneWasRefusedThenRefusedUntilThatComesAgain() {
    var refused = draft("ann", 1);
    mailbox.offer(refused, 0);
    mailbox.refuse(List.of(refused), REASON, 0);
    var later = draft("ann", 2);
    mailbox.offer(later, 0);
    assertThat(later.isRefused()).isTrue();
    mailbox.offer(draft("ann", 1), 0);
    var again = draft("ann", 2);
    mailbox.offer(again, 0);
    assertThat(again.isWaiting()).isTrue();
  }

  @Test
  void refuseWhenALaterOneWasRefusedBeforeThenTheEarlierOneIsAwaited() {
    var first = new Pending(message("ann", 1), 100);
    var last = new Pending(message("ann", 11), 110);
    mailbox.offer(first, 0);
    for (int number = 2; number <= 10; number++) {
      mailbox.offer(draft("ben", number), 0);
    }
    mailbox.offer(last, 0);
    assertThat(last.isRefused()).isTrue();

    mailbox.refuse(List.of(first), REASON, 0);

    var firstAgain = new Pending(message("ann", 1), 120);
    mailbox.offer(firstAgain, 0);
    assertThat(firstAgain.isWaiting()).isTrue();
  }

  @Test
  void liftWhenARefusedOneIsStoredAfterAllThenLaterOnesAreTaken() {
    var refused = draft("ann", 1);
    mailbox.offer(refused, 0);
    mailbox.refuse(List.of(refused), REASON, 0);

    refusals.lift(refused.draft());

    var later = draft("ann", 2);
    mailbox.offer(later, 0);
    assertThat(later.isWaiting()).isTrue();
  }

  /// D5: of two refused drafts the first is stored after all while a third is still being checked.
  @Test
  void liftWhenALaterOneWasRefusedTooThenNothingOvertakesThat() {
    var first = new Pending(message("ann", 1), 100);
    var second = new Pending(message("ann", 2), 101);
    mailbox.offer(first, 0);
    mailbox.offer(second, 0);
    mailbox.refuse(List.of(first, second), REASON, 0);

    refusals.lift(first.draft());

    var third = new Pending(message("ann", 3), 102);
    mailbox.offer(third, 0);
    assertThat(third.isRefused()).isTrue();
    for (int number = 1; number <= 3; number++) {
      var again = new Pending(message("ann", number), 110 + number);
      mailbox.offer(again, 0);
      assertThat(again.isWaiting()).isTrue();
    }
  }

  @Test
  void offerWhenTheRefusalIsOldThenTaken() {
    var refused = draft("ann", 1);
    mailbox.offer(refused, 0);
    mailbox.refuse(List.of(refused), REASON, 0);
    refusals.forgetOld(Duration.ofSeconds(31).toNanos());
    var later = draft("ann", 2);
    mailbox.offer(later, 0);
    assertThat(later.isWaiting()).isTrue();
  }

  /// One that waits for what never comes is sent again and again, and must not wait for ever.
  @Test
  void offerWhenHeldBackAgainAndAgainThenTakenWhenTheRefusalIsOld() {
    var refused = new Pending(message("ann", 1), 100);
    mailbox.offer(refused, 0);
    mailbox.refuse(List.of(refused), REASON, 0);
    for (int second = 1; second < 30; second++) {
      var later = new Pending(message("ann", 2), 200);
      mailbox.offer(later, Duration.ofSeconds(second).toNanos());
      assertThat(later.isRefused()).isTrue();
    }
    refusals.forgetOld(Duration.ofSeconds(30).toNanos());

    var later = new Pending(message("ann", 2), 200);
    mailbox.offer(later, Duration.ofSeconds(30).toNanos());
    assertThat(later.isWaiting()).isTrue();
  }

  /// Its first attempt was stored, and acknowledged while the second one was still on its way.
  @Test
  void liftWhenRefusedAgainAfterItsAckThenLaterOnesAreTaken() {
    var first = new Pending(message("ann", 1), 100);
    mailbox.offer(first, 0);
    mailbox.refuse(List.of(first), REASON, 0);
    var again = new Pending(message("ann", 1), 100);
    mailbox.offer(again, 0);
    refusals.lift(first.draft());
    mailbox.refuse(List.of(again), REASON, 0);
    var held = new Pending(message("ann", 2), 200);
    mailbox.offer(held, 0);
    assertThat(held.isRefused()).isTrue();

    refusals.lift(CONVERSATION, session("ann"), first.draft().key());

    var later = new Pending(message("ann", 2), 200);
    mailbox.offer(later, 0);
    assertThat(later.isWaiting()).isTrue();
  }

  /// It would come again under a new key.
  @Test
  void refuseWhenNoMessageThenNobodyWaitsForIt() {
    var change = change("ann");
    mailbox.offer(change, 0);
    mailbox.refuse(List.of(change), REASON, 0);
    assertThat(change.isRefused()).isTrue();

    var message = draft("ann", 1);
    mailbox.offer(message, 0);
    assertThat(message.isWaiting()).isTrue();
    mailbox.refuse(List.of(message), REASON, 0);
    var other = change("ann");
    mailbox.offer(other, 0);
    assertThat(other.isWaiting()).isTrue();
  }

  @Test
  void refuseLateThenOnlyThosePastTheirDeadline() {
    var late = new Pending(message("ann", 1), 10);
    var inTime = new Pending(message("ben", 1), 30);
    mailbox.offer(late, 0);
    mailbox.offer(inTime, 0);
    take(1);
    mailbox.refuseLate(REASON, 20);
    assertThat(late.isRefused()).isTrue();
    assertThat(inTime.isWaiting()).isTrue();
    mailbox.land(true);
    assertThat(take(10)).containsExactly(inTime);
  }

  @Test
  void offerAllWhenNotAllHaveRoomThenNone() {
    var three = List.of(draft("ann", 1), draft("ben", 1), draft("ann", 2));
    var small = new Mailbox(CONVERSATION, 2, room, refusals);
    assertThat(small.offerAll(three)).isFalse();
    var heavy = new Mailbox(CONVERSATION, 10, new Room(100, 1), refusals);
    assertThat(heavy.offerAll(three)).isFalse();
    assertThat(small.isEmpty()).isTrue();
    assertThat(heavy.isEmpty()).isTrue();
    assertThat(room.drafts()).isZero();

    assertThat(mailbox.offerAll(three)).isTrue();

    assertThat(room.drafts()).isEqualTo(3);
    assertThat(take(10)).containsExactlyElementsOf(three);
  }

  /// Its session is of the node that gave it, which knows what has to wait for what.
  @Test
  void refuseWhenAnotherNodeGaveItThenNobodyHereWaitsForIt() {
    var given = Pending.relayed(message("ann", 1), new Relayed(new NodeId("n"), 1), 0);
    mailbox.offerAll(List.of(given));
    mailbox.refuse(List.of(given), REASON, 0);
    assertThat(given.isRefused()).isTrue();

    var later = draft("ann", 2);
    mailbox.offer(later, 0);
    assertThat(later.isWaiting()).isTrue();
  }

  @Test
  void takeMessagesThenUpToTheFirstThatIsNone() {
    var messages = List.of(draft("ann", 1), draft("ben", 1));
    messages.forEach(pending -> mailbox.offer(pending, 0));
    mailbox.offer(change("ann"), 0);
    mailbox.offer(draft("ann", 2), 0);
    assertThat(mailbox.takeMessages(10, 1_000)).containsExactlyElementsOf(messages);
    assertThat(mailbox.isAnswered()).isFalse();
    mailbox.refuse(messages, REASON, 0);
    assertThat(mailbox.isAnswered()).isTrue();
  }

  @Test
  void claimThenOnceUntilItIsThrough() {
    assertThat(mailbox.claim()).isFalse();
    mailbox.offer(draft("ann", 1), 0);
    assertThat(mailbox.claim()).isTrue();
    assertThat(mailbox.claim()).isFalse();
    mailbox.failAll(new IllegalStateException("test"));
    assertThat(mailbox.isEmpty()).isFalse();
    assertThat(mailbox.restart()).isFalse();
    assertThat(mailbox.isEmpty()).isTrue();
  }

  private List<Pending> take(int most) {
    return Objects.requireNonNull(mailbox.take(most, 1_000_000, Tip.NONE, KEYS)).drafts();
  }

  private static Pending draft(String user, int number) {
    return new Pending(message(user, number), Long.MAX_VALUE);
  }

  private static Draft message(String user, int number) {
    return LogNode.message(
        CONVERSATION, user, "m" + number, MessageContent.text("t"), session(user));
  }

  private static Pending change(String user) {
    var reaction = new EventDraft.Reacted(new MessageId(CONVERSATION, 1), "+1", true);
    return new Pending(
        new Draft(
            CONVERSATION,
            new UserId(user),
            ":reaction:" + UUID.randomUUID(),
            reaction,
            session(user)),
        Long.MAX_VALUE);
  }

  private static SessionId session(String user) {
    return new SessionId("s" + user);
  }
}
