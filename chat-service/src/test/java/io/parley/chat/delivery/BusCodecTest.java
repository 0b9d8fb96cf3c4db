package io.parley.chat.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.log.Relay;
import io.parley.chat.log.Relayed;
import io.parley.chat.log.Tally;
import io.parley.common.id.ConversationId;
import io.parley.common.id.NodeId;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import java.time.Instant;
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
        new BusMessage.Stored(
            node,
            7,
            new Tally(5, 4, 3),
            new SessionId("s"),
            new UserId("u"),
            new Relay.Written(
                new Relayed(new NodeId("g".repeat(64)), Long.MAX_VALUE),
                "u".repeat(64) + ":" + "m".repeat(64),
                Instant.ofEpochMilli(1_764_000_000_123L)),
            frame),
        new BusMessage.Stored(node, 7, Tally.NONE, null, null, null, new byte[0]),
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
    var whole = messages().map(BusCodec::encode).toList();
    for (int round = 0; round < 20_000; round++) {
      var one = whole.get(random.nextInt(whole.size()));
      var bytes = Arrays.copyOf(one, random.nextInt(one.length + 1));
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
