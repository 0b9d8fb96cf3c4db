package io.parley.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class BreakOffTest {

  @Test
  void happensWhenTheRunGoesOnThenItIsClosedFirst() throws Exception {
    var begun = new CompletableFuture<BreakOff>();
    var closed = new CountDownLatch(1);
    var runner =
        Thread.ofVirtual()
            .start(
                () -> {
                  try (var breakOff = BreakOff.heeded()) {
                    begun.complete(breakOff);
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  } finally {
                    closed.countDown();
                  }
                });

    begun.get().happens();

    runner.join();
    assertThat(closed.getCount()).isZero();
  }

  @Test
  void happensWhenTheRunIsOverThenNothing() {
    var breakOff = BreakOff.heeded();
    breakOff.close();

    breakOff.happens();

    assertThat(Thread.interrupted()).isFalse();
  }
}
