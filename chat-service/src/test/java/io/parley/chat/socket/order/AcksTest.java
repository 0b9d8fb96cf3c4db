package io.parley.chat.socket.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.delivery.Receipt;
import io.parley.common.frame.EventFrame;
import io.parley.common.id.ClientMessageId;
import io.parley.common.id.ConversationId;
import io.parley.common.id.MessageId;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AcksTest {

  private static final ConversationId C = new ConversationId("c");

  private final Acks acks = new Acks();

  @Test
  void takeWhenMessageWaitsThenOnce() {
    var one = Unanswered.message("r", C, new ClientMessageId("m1"), "u:m1");
    acks.add(one);

    assertThat(acks.take(message(4, "other"))).isNull();
    assertThat(acks.take(message(5, "u:m1"))).isSameAs(one);
    assertThat(acks.take(message(5, "u:m1"))).isNull();
    assertThat(acks.end(one)).isFalse();
    assertThat(acks.messages()).isZero();
  }

  @Test
  void takeWhenTwoChangesOfOneMessageThenInTheirOrder() {
    var message = new MessageId(C, 3);
    var first = Unanswered.change("1", message, EventFrame.MessageEdited.class);
    var second = Unanswered.change("2", message, EventFrame.MessageEdited.class);
    acks.add(first);
    acks.add(second);
    var edited = new Receipt(C, 9, ":edit", message, Instant.EPOCH, EventFrame.MessageEdited.class);
    var reacted = new Receipt(C, 9, ":r", message, Instant.EPOCH, EventFrame.Reacted.class);

    assertThat(acks.take(reacted)).isNull();
    assertThat(acks.take(edited)).isSameAs(first);
    assertThat(acks.take(edited)).isSameAs(second);
    assertThat(acks.all()).isZero();
  }

  @Test
  void endWhenAnsweredByItsOutcomeThenFeedFindsNothing() {
    var one = Unanswered.message("r", C, new ClientMessageId("m1"), "u:m1");
    acks.add(one);

    assertThat(acks.messages()).isEqualTo(1);
    assertThat(acks.end(one)).isTrue();
    assertThat(acks.take(message(5, "u:m1"))).isNull();
  }

  @Test
  void refuseWhenItsEventComesThenItHadNoAckOnce() {
    var one = Unanswered.message("r", C, new ClientMessageId("m1"), "u:m1");
    acks.add(one);

    assertThat(acks.takeRefused(message(5, "u:m1"))).isFalse();
    assertThat(acks.refuse(one)).isTrue();
    assertThat(acks.refuse(one)).isFalse();
    assertThat(acks.messages()).isZero();
    assertThat(acks.takeRefused(message(4, "other"))).isFalse();
    assertThat(acks.takeRefused(message(5, "u:m1"))).isTrue();
    assertThat(acks.takeRefused(message(5, "u:m1"))).isFalse();
  }

  @Test
  void refuseWhenVeryManyThenTheOldestAreForgotten() {
    for (int n = 0; n < 2_000; n++) {
      var one = Unanswered.message("r", C, new ClientMessageId("m" + n), "u:m" + n);
      acks.add(one);
      acks.refuse(one);
    }

    assertThat(acks.takeRefused(message(1, "u:m0"))).isFalse();
    assertThat(acks.takeRefused(message(2_000, "u:m1999"))).isTrue();
  }

  @Test
  void isKnownWhenManyAreRememberedThenTheLatest() {
    for (long n = 1; n <= 2_000; n++) {
      acks.remember(C, n);
    }

    assertThat(acks.isKnown(C, 2_000)).isTrue();
    assertThat(acks.isKnown(C, 1)).isFalse();
  }

  private static Receipt message(long sequence, String key) {
    return new Receipt(
        C, sequence, key, new MessageId(C, sequence), Instant.EPOCH, EventFrame.Message.class);
  }
}
