package io.parley.chat.socket.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.delivery.Receipt;
import io.parley.common.frame.EventFrame;
import io.parley.common.frame.ServerFrame;
import io.parley.common.id.ClientMessageId;
import io.parley.common.id.ConversationId;
import io.parley.common.id.MessageId;
import io.parley.common.problem.ProblemType;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class LanesTest {

  private static final ConversationId C1 = new ConversationId("c1");
  private static final ConversationId C2 = new ConversationId("c2");
  private static final ServerFrame.Problem LATER =
      new ServerFrame.Problem(null, ProblemType.TRY_AGAIN, "later", 10L, null);

  private final AtomicLong nanos = new AtomicLong();
  private final Lanes lanes = new Lanes(nanos::get);

  @Test
  void enterWhenOneIsBeingCheckedThenNextWaitsOnlyInItsConversation() {
    var first = send(C1, "1");
    var second = send(C1, "2");
    var elsewhere = send(C2, "1");

    assertThat(lanes.enter(first)).isSameAs(first);
    assertThat(lanes.enter(second)).isNull();
    assertThat(lanes.enter(elsewhere)).isSameAs(elsewhere);
    assertThat(lanes.next(first)).isSameAs(second);
    assertThat(lanes.next(second)).isNull();
    assertThat(lanes.enter(first)).isSameAs(first);
  }

  @Test
  void refuseWhenOthersWaitThenTheyAreRefusedUntilTheRefusedOneComesAgain() {
    var first = send(C1, "1");
    var second = send(C1, "2");
    lanes.enter(first);
    lanes.enter(second);

    assertThat(lanes.refuse(first, LATER)).containsExactly(second);
    assertThat(lanes.next(first)).isNull();

    assertThat(lanes.refusalOf(C1, new ClientMessageId("2"))).isEqualTo(LATER);
    assertThat(lanes.refusalOf(C2, new ClientMessageId("2"))).isNull();
    assertThat(lanes.refusalOf(C1, new ClientMessageId("1"))).isNull();
    assertThat(lanes.refusalOf(C1, new ClientMessageId("2"))).isNull();
  }

  @Test
  void refuseWhenALaterOneWasRefusedBeforeThenTheEarlierOneIsAwaited() {
    var first = send(C1, "1");
    var second = send(C1, "2");
    lanes.refuse(second, LATER);
    lanes.refuse(first, LATER);

    assertThat(lanes.refusalOf(C1, new ClientMessageId("2"))).isEqualTo(LATER);
    assertThat(lanes.refusalOf(C1, new ClientMessageId("1"))).isNull();
    assertThat(lanes.refusalOf(C1, new ClientMessageId("2"))).isNull();
  }

  @Test
  void refuseWhenAnotherIsAwaitedAlreadyThenTheFirstStays() {
    lanes.refuse(send(C1, "1"), LATER);
    lanes.refuse(send(C1, "2"), LATER);

    assertThat(lanes.refusalOf(C1, new ClientMessageId("2"))).isEqualTo(LATER);
    assertThat(lanes.refusalOf(C1, new ClientMessageId("1"))).isNull();
  }

  @Test
  void turnAwayWhenOthersWaitThenTheyGoOnAndMayThemselvesComeFirst() {
    var first = send(C1, "1");
    var second = send(C1, "2");
    lanes.enter(first);
    lanes.enter(second);

    lanes.turnAway(send(C1, "3"), LATER);
    assertThat(lanes.refusalOf(C1, new ClientMessageId("4"))).isEqualTo(LATER);
    assertThat(lanes.next(first)).isSameAs(second);
    lanes.refuse(second, LATER);

    assertThat(lanes.refusalOf(C1, new ClientMessageId("3"))).isEqualTo(LATER);
    assertThat(lanes.refusalOf(C1, new ClientMessageId("2"))).isNull();
    assertThat(lanes.refusalOf(C1, new ClientMessageId("3"))).isNull();
  }

  /// A client that lost what was refused would else never get anything through again.
  @Test
  void refuseWhenTheRefusedOneDoesNotComeAgainForHalfAMinuteThenOthersMayGoOn() {
    lanes.refuse(send(C1, "1"), LATER);
    nanos.addAndGet(Duration.ofSeconds(20).toNanos());
    lanes.refuse(send(C1, "2"), LATER);
    nanos.addAndGet(Duration.ofSeconds(30).toNanos() - 1);
    assertThat(lanes.refusalOf(C1, new ClientMessageId("3"))).isEqualTo(LATER);

    nanos.addAndGet(1);

    assertThat(lanes.refusalOf(C1, new ClientMessageId("3"))).isNull();
  }

  @Test
  void storedWhenTheAwaitedOneIsStoredAfterAllThenNothingIsAwaited() {
    lanes.refuse(send(C1, "1"), LATER);
    lanes.stored(receipt(C1, "2"));
    assertThat(lanes.refusalOf(C1, new ClientMessageId("3"))).isEqualTo(LATER);

    lanes.stored(receipt(C1, "1"));

    assertThat(lanes.refusalOf(C1, new ClientMessageId("3"))).isNull();
  }

  @Test
  void storedWhenALaterOneWasRefusedTooThenThatOneIsAwaited() {
    lanes.refuse(send(C1, "1"), LATER);
    lanes.refuse(send(C1, "2"), LATER);

    lanes.stored(receipt(C1, "1"));

    assertThat(lanes.refusalOf(C1, new ClientMessageId("3"))).isEqualTo(LATER);
    assertThat(lanes.refusalOf(C1, new ClientMessageId("1"))).isNull();
    assertThat(lanes.refusalOf(C1, new ClientMessageId("2"))).isNull();
    assertThat(lanes.refusalOf(C1, new ClientMessageId("3"))).isNull();
  }

  @Test
  void answeredWhenTheRefusedOneHadItsAckThenNothingIsAwaited() {
    var first = send(C1, "1");
    lanes.refuse(first, LATER);

    lanes.answered(first);

    assertThat(lanes.refusalOf(C1, new ClientMessageId("2"))).isNull();
  }

  private static Receipt receipt(ConversationId conversation, String id) {
    return new Receipt(
        conversation,
        1,
        "u:" + id,
        new MessageId(conversation, 1),
        Instant.EPOCH,
        EventFrame.Message.class);
  }

  private static Send send(ConversationId conversation, String id) {
    return new Send(
        Long.parseLong(id),
        Unanswered.message(null, conversation, new ClientMessageId(id), "u:" + id),
        Mono.never());
  }
}
