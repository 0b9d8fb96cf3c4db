package io.parley.edge.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// On a channel whose clock the test moves.
class SilentConnectionsTest {

  private static final Duration MOST = Duration.ofSeconds(5);

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private long nanos;

  SilentConnectionsTest() {
    channel.freezeTime();
    new SilentConnections(MOST, () -> nanos).afterChannelInitialized(channel);
  }

  @Test
  void askWhenNoAnswerComesThenClosed() {
    ask();
    after(4_999);
    assertThat(channel.isOpen()).isTrue();
    after(1);

    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void askWhenAnsweredThenOpenHoweverLongNothingIsAsked() {
    ask();
    after(4_000);
    answer();
    after(60_000);

    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void askAgainWhenOnlyTheFirstWasAnsweredThenClosedByTheSecond() {
    ask();
    after(3_000);
    answer();
    ask();
    after(4_000);
    ask();
    assertThat(channel.isOpen()).isTrue();
    after(1_000);

    assertThat(channel.isOpen()).isFalse();
  }

  private void answer() {
    channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {2}));
  }

  private void ask() {
    channel.writeOutbound(Unpooled.wrappedBuffer(new byte[] {1}));
  }

  private void after(long millis) {
    nanos += TimeUnit.MILLISECONDS.toNanos(millis);
    channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
  }
}
