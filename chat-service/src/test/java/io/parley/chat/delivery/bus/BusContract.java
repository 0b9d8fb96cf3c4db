package io.parley.chat.delivery.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What every bus has to do between two nodes.
interface BusContract {

  Duration PATIENCE = Duration.ofSeconds(10);

  /// Another node's end of the same bus.
  Bus connect();

  /// Writes down what it hears.
  final class Ear implements BusListener {

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final AtomicInteger resubscribed = new AtomicInteger();

    @Override
    public void received(String channel, byte[] message) {
      heard.add(channel + "=" + new String(message, UTF_8));
    }

    @Override
    public void resubscribed() {
      resubscribed.incrementAndGet();
    }

    @Nullable String next() {
      try {
        return heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    boolean isEmpty() {
      return heard.isEmpty();
    }

    int resubscriptions() {
      return resubscribed.get();
    }
  }

  @Test
  default void publishWhenSubscribedThenHeardOnEveryNodeInOrder() {
    var one = connect();
    var two = connect();
    var first = new Ear();
    var second = new Ear();
    one.listen(first);
    two.listen(second);
    one.subscribe(List.of("a", "b")).block(PATIENCE);
    two.subscribe(List.of("a")).block(PATIENCE);

    for (int n = 0; n < 100; n++) {
      one.publish("a", ("" + n).getBytes(UTF_8));
    }

    for (int n = 0; n < 100; n++) {
      assertThat(first.next()).isEqualTo("a=" + n);
      assertThat(second.next()).isEqualTo("a=" + n);
    }
  }

  @Test
  default void publishWhenUnsubscribedThenNotHeard() {
    var one = connect();
    var ear = new Ear();
    one.listen(ear);
    one.subscribe(List.of("a", "b")).block(PATIENCE);

    one.unsubscribe(List.of("a"));
    one.subscribe(List.of("c")).block(PATIENCE);
    one.publish("a", new byte[] {'1'});
    one.publish("c", new byte[] {'2'});

    assertThat(ear.next()).isEqualTo("c=2");
    assertThat(ear.isEmpty()).isTrue();
  }

  @Test
  default void publishWhenManyThreadsAndChannelsThenEachInItsOrder() throws InterruptedException {
    var one = connect();
    var two = connect();
    var ear = new Ear();
    two.listen(ear);
    two.subscribe(List.of("c0", "c1", "c2", "c3")).block(PATIENCE);
    var threads = new Thread[4];
    for (int i = 0; i < threads.length; i++) {
      var channel = "c" + i;
      threads[i] =
          new Thread(
              () -> {
                for (int n = 0; n < 500; n++) {
                  one.publish(channel, ("" + n).getBytes(UTF_8));
                }
              });
      threads[i].start();
    }
    for (var thread : threads) {
      thread.join();
    }

    var next = new int[4];
    for (int n = 0; n < 2_000; n++) {
      var heard = ear.next();
      assertThat(heard).isNotNull();
      int channel = heard.charAt(1) - '0';
      assertThat(heard).isEqualTo("c" + channel + "=" + next[channel]++);
    }
  }
}
