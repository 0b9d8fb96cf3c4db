package io.parley.bench.micro;

import io.parley.common.frame.EventFrame;
import io.parley.common.frame.MessageContent;
import io.parley.common.frame.MessageView;
import io.parley.common.frame.ServerFrame;
import io.parley.common.id.ClientMessageId;
import io.parley.common.id.ConversationId;
import io.parley.common.id.MessageId;
import io.parley.common.id.UserId;
import java.time.Instant;
import java.util.List;

/// What is measured with: ids as long as those that Parley gives, and text of 64 bytes.
final class Sample {

  static final ConversationId CONVERSATION = new ConversationId("g5mQ0c8wXJ2n1Lr7TtYk3BzVa");
  static final UserId SENDER = new UserId("u7Hq2Zk9Wc4Nf1Xy8Rb3Tm6Pa");
  static final ClientMessageId CLIENT_MESSAGE =
      new ClientMessageId("3f1d9f2e-5b1c-4d38-9a51-7a0c2f4be613");
  static final String TEXT = "Shall we meet at the bridge at seven, or is eight better for you";

  private static final Instant AT = Instant.parse("2026-11-21T09:00:00.123Z");

  private Sample() {}

  static EventFrame.Message message(long sequence) {
    return new EventFrame.Message(
        new MessageView(
            CONVERSATION,
            sequence,
            CLIENT_MESSAGE,
            SENDER,
            MessageContent.text(TEXT),
            List.of(),
            AT,
            null,
            null,
            MessageView.Status.SENT));
  }

  static ServerFrame.Ack ack(long sequence) {
    return new ServerFrame.Ack(
        "17",
        CONVERSATION,
        CLIENT_MESSAGE,
        new MessageId(CONVERSATION, sequence),
        sequence,
        AT,
        false);
  }
}
