package io.parley.chat.socket.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import io.parley.chat.delivery.Nature;
import io.parley.chat.delivery.Outgoing;
import io.parley.common.problem.CloseCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.netty.NettyPipeline;

/// When frames leave. Time is the test's own.
class WireTest {

  private final MockTicker ticker = Ticker.newMockTicker();
  private final EmbeddedChannel channel = EmbeddedChannel.builder().ticker(ticker).build();
  private final Outbox outbox = new Outbox(10, 10_000);
  private Wire wire;

  @BeforeEach
  void open() {
    for (var name : List.of("wsdecoder", "wsencoder", NettyPipeline.ReactiveBridge)) {
      channel.pipeline().addLast(name, new ChannelInboundHandlerAdapter());
    }
    wire = Wire.open(channel, outbox, new Deaf(), 1_024);
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
    FastThreadLocal.removeAll();
  }

  @Test
  void wakeSoonWhenNothingWentBeforeThenItGoesAtOnce() {
    toMany("a");
    assertThat(written()).containsExactly("a");
  }

  @Test
  void wakeSoonWithinTheWindowThenAllOfItGoesInOnePieceWhenThatIsOver() {
    toMany("a");
    later(FlushWindows.LENGTH.dividedBy(2));
    toMany("b");
    toMany("c");
    assertThat(written()).containsExactly("a");
    later(FlushWindows.LENGTH.dividedBy(2));
    assertThat(written()).containsExactly("bc");
    toMany("d");
    assertThat(written()).isEmpty();
    later(FlushWindows.LENGTH);
    assertThat(written()).containsExactly("d");
  }

  @Test
  void wakeSoonAfterAWindowWithoutAnythingThenItGoesAtOnce() {
    toMany("a");
    later(FlushWindows.LENGTH);
    toMany("b");
    assertThat(written()).containsExactly("a", "b");
  }

  @Test
  void wakeWithinTheWindowThenEverythingGoesAtOnceInOrder() {
    toMany("a");
    toMany("b");
    toOne("c");
    assertThat(written()).containsExactly("a", "bc");
    later(FlushWindows.LENGTH);
    assertThat(written()).isEmpty();
  }

  @Test
  void wakeThenNoWindowOpens() {
    toOne("a");
    toMany("b");
    assertThat(written()).containsExactly("a", "b");
  }

  @Test
  void closeWithinTheWindowThenWhatWaitsGoesBefore() {
    toMany("a");
    toMany("b");
    wire.close(CloseCode.GOING_AWAY, Duration.ofSeconds(1));
    channel.runPendingTasks();
    assertThat(written()).containsExactly("a", "b", "close");
  }

  @Test
  void channelClosedWithinTheWindowThenNothingMore() {
    toMany("a");
    toMany("b");
    channel.close();
    later(FlushWindows.LENGTH);
    assertThat(written()).containsExactly("a");
  }

  private void toMany(String text) {
    outbox.offer(frame(text));
    wire.wakeSoon();
    channel.runPendingTasks();
  }

  private void toOne(String text) {
    outbox.offer(frame(text));
    wire.wake();
    channel.runPendingTasks();
  }

  private static Outgoing frame(String text) {
    return new Outgoing(text.getBytes(US_ASCII), Nature.DURABLE, "");
  }

  private void later(Duration time) {
    ticker.advance(time.toNanos(), TimeUnit.NANOSECONDS);
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
  }

  /// What was written since the last call, a piece each.
  private List<String> written() {
    var pieces = new ArrayList<String>();
    for (Object next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
      switch (next) {
        case ByteBuf bytes -> {
          pieces.add(bytes.toString(US_ASCII));
          bytes.release();
        }
        case CloseWebSocketFrame frame -> {
          pieces.add("close");
          frame.release();
        }
        default -> throw new AssertionError(next);
      }
    }
    return pieces;
  }

  /// Hears nothing: here it is all about what leaves.
  private static final class Deaf implements WireListener {

    @Override
    public void text(byte[] json) {}

    @Override
    public void broken(CloseCode code) {}

    @Override
    public void closed() {}
  }
}
