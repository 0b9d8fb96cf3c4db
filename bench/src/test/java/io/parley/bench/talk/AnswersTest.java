package io.parley.bench.talk;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnswersTest {

  private final DefaultEventLoop loop = new DefaultEventLoop();
  private final Answers answers = new Answers(loop, new Tally(System.nanoTime()), () -> {});

  @AfterEach
  void end() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void isOwnWhenItWasRefusedThenAlsoOnceItIsAcknowledged() {
    List<Long> sent = new ArrayList<>();
    var lane =
        new Lane(
            (way, due) -> {
              answers.expect(way, due);
              sent.add(due);
            });
    lane.send(1);
    lane.send(2);

    answers.refused(1, 0);
    answers.acknowledged(2);
    loop.submit(() -> {}).syncUninterruptibly();
    answers.acknowledged(1);

    assertThat(sent).contains(1L, 2L);
    assertThat(answers.isOwn(1)).isTrue();
    assertThat(answers.isOwn(2)).isFalse();
  }
}
