package io.parley.chat.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.log.Tally;
import io.parley.common.id.ConversationId;
import io.parley.common.id.NodeId;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BusCodecTest {

  static Stream<BusMessage> messages() {
    var node = new NodeId("n");
    var frame = "{\"type\":\"typing\"}".getBytes(UTF_8);
    return Stream.of(
        new BusMessage.Stored(7, new Tally(5, 4, 3), new SessionId("s"), new UserId("u"), frame),
        new BusMessage.Stored(7, Tally.NONE, null, null, new byte[0]),
        new BusMessage.Reached(Long.MAX_VALUE, new Tally(3, 2, Long.MAX_VALUE)),
        new BusMessage.Passing(
            node,
            Nature.LATEST,
            "m:c:u",
            new Height(7, 5),
            new UserId("u"),
            new SessionId("s"),
            frame),
        new BusMessage.Passing(node, Nature.EPHEMERAL, "", Height.NONE, null, null, frame),
        new BusMessage.Joined(node, new ConversationId("c"), 0),
        new BusMessage.Removed(node, new ConversationId("c"), "deleted"));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void decodeWhenEncodedThenTheSame(BusMessage message) {
    assertThat(BusCodec.decode(BusCodec.encode(message)))
        .usingRecursiveComparison()
        .isEqualTo(message);
  }

  @Test
  void decodeWhenBytesAreBrokenThenNullOrAMessage() {
    var random = new Random(5);
    var whole = BusCodec.encode(messages().skip(3).findFirst().orElseThrow());
    for (int round = 0; round < 5_000; round++) {
      var bytes = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
      if (bytes.length > 0) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      var decoded = BusCodec.decode(bytes);
      assertThat(decoded == null || decoded instanceof BusMessage).isTrue();
    }
    assertThat(BusCodec.decode(new byte[0])).isNull();
    assertThat(BusCodec.decode(new byte[] {99})).isNull();
  }
}
