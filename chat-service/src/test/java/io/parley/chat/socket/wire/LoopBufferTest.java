package io.parley.chat.socket.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.FastThreadLocal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopBufferTest {

  private static final int LARGE = 100_000;

  private final EmbeddedChannel channel = new EmbeddedChannel();

  @AfterEach
  void endOfLoop() {
    FastThreadLocal.removeAll();
  }

  @Test
  void takeWhenPassedOnThenTheSameMemoryEmpty() {
    var first = taken("one");
    passedOn(first);
    var second = taken("");
    assertThat(second).isSameAs(first);
    assertThat(second.isReadable()).isFalse();
    passedOn(second);
  }

  @Test
  void takeWhenAChannelKeepsItThenAnotherAndWhatIsKeptStays() {
    var kept = taken("slow");
    kept.skipBytes(1);
    var next = taken("fast");
    assertThat(next).isNotSameAs(kept);
    passedOn(next);
    assertThat(taken("other")).isSameAs(next);
    passedOn(next);
    assertThat(kept.toString(US_ASCII)).isEqualTo("low");
    passedOn(kept);
    assertThat(kept.refCnt()).isZero();
  }

  @Test
  void takeWhenTheChannelHasSomethingToSendStillThenOneOfItsOwn() {
    var shared = taken("first");
    passedOn(shared);
    channel.write(Unpooled.wrappedBuffer(new byte[] {1}));
    var own = taken("second");
    assertThat(own).isNotSameAs(shared);
    assertThat(own.capacity()).isLessThan(shared.capacity());
    passedOn(own);
    assertThat(own.refCnt()).isZero();
    channel.finishAndReleaseAll();
  }

  @Test
  void takeWhenItHadToGrowFarThenASmallOneAgain() {
    var grown = taken("").writeZero(LARGE);
    passedOn(grown);
    var next = taken("");
    assertThat(grown.refCnt()).isZero();
    assertThat(next.capacity()).isLessThan(LARGE);
    passedOn(next);
  }

  @Test
  void endOfLoopThenTheMemoryIsGone() {
    var last = taken("last");
    passedOn(last);
    FastThreadLocal.removeAll();
    assertThat(last.refCnt()).isZero();
  }

  private ByteBuf taken(String written) {
    var buffer = LoopBuffer.take(channel, written.length());
    buffer.writeCharSequence(written, US_ASCII);
    return buffer;
  }

  private static void passedOn(ByteBuf buffer) {
    buffer.release();
  }
}
