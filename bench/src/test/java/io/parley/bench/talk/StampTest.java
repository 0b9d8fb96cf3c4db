package io.parley.bench.talk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.parley.common.id.ClientMessageId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StampTest {

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 999_999_999_999_999L})
  void readWhenWrittenThenTheSame(long due) {
    var frame = frame("{\"sender\":\"a_b_12\",\"text\":\"" + Stamp.of(due) + " fox\"}");

    assertThat(Stamp.read(frame)).isEqualTo(due);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "_", "no stamp", "_00000000000001_", "_00000000000000x_1", "________"})
  void readWhenThereIsNoneThenNone(String text) {
    assertThat(Stamp.read(frame(text))).isEqualTo(Stamp.NONE);
  }

  @Test
  void ofIsAClientMessageId() {
    var stamp = Stamp.of(999_999_999_999_999L);

    assertThat(new ClientMessageId(stamp).value()).isEqualTo(stamp);
  }

  private static ByteBuf frame(String text) {
    return Unpooled.wrappedBuffer(text.getBytes(UTF_8));
  }
}
