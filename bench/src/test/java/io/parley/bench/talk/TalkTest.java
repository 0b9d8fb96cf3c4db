package io.parley.bench.talk;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TalkTest {

  private final EventLoop loop = new DefaultEventLoop();

  @AfterEach
  void end() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void countWhenTheLoadWasLateThenNothingIsDeliveredThatWasNotSent() throws Exception {
    var talk = new Talk(List.of(loop), Duration.ZERO, 1);
    var tally = talk.tallyOf(0);
    talk.seat(0, new Echo(tally));
    talk.start(2_000);
    loop.execute(() -> standStill(Duration.ofMillis(150)));

    talk.count();
    TimeUnit.MILLISECONDS.sleep(100);
    talk.stop();

    var count = talk.result();
    assertThat(count.sent()).isPositive();
    assertThat(count.lost()).isZero();
    assertThat(count.unacked()).isZero();
  }

  @Test
  void stopWhenSomethingWasAnnouncedThenItIsSentOrForgone() throws Exception {
    var talk = new Talk(List.of(loop), Duration.ofMillis(50), 1);
    var user = new Announcing();
    talk.seat(0, user);
    talk.start(1_000);
    TimeUnit.MILLISECONDS.sleep(200);

    talk.stop();

    assertThat(user.sent).isNotEmpty().isSorted().doesNotHaveDuplicates();
    assertThat(user.announced).isEqualTo(user.sent.size() + user.forgone);
  }

  @Test
  void sayThenEveryMessageHasATimeOfItsOwn() {
    var talk = new Talk(List.of(loop), Duration.ZERO, 1);
    var user = new Announcing();
    talk.seat(0, user);

    talk.say(100);

    assertThat(user.sent).hasSize(100).isSorted().doesNotHaveDuplicates();
  }

  private static void standStill(Duration time) {
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Has one receiver, and nothing under way.
  private abstract static class Pair implements Turn {

    @Override
    public void flush() {}

    @Override
    public int receivers() {
      return 1;
    }

    @Override
    public boolean isQuiet() {
      return true;
    }
  }

  /// Whatever is sent is delivered at once.
  private static final class Echo extends Pair {

    private final Tally tally;

    Echo(Tally tally) {
      this.tally = tally;
    }

    @Override
    public void send(long due) {
      tally.delivered(due);
      tally.acknowledged(due);
    }
  }

  private static final class Announcing extends Pair {

    private final List<Long> sent = new ArrayList<>();
    private int announced;
    private int forgone;

    @Override
    public void announce() {
      announced++;
    }

    @Override
    public void forgo() {
      forgone++;
    }

    @Override
    public void send(long due) {
      sent.add(due);
    }
  }
}
