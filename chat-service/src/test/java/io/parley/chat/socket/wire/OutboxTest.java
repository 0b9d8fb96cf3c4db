package io.parley.chat.socket.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.delivery.Nature;
import io.parley.chat.delivery.Outgoing;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class OutboxTest {

  @Test
  void pollWhenAllKindsThenDurableFirstThenNewestStatesThenTheRest() {
    var outbox = new Outbox(10, 1_000);
    outbox.offer(ephemeral("typing"));
    outbox.offer(state("a", "a1"));
    outbox.offer(durable("1"));
    outbox.offer(state("b", "b1"));
    outbox.offer(state("a", "a2"));
    outbox.offer(durable("2"));

    assertThat(drain(outbox)).containsExactly("1", "2", "b1", "a2", "typing");
    assertThat(outbox.isEmpty()).isTrue();
  }

  @Test
  void offerWhenFramesAreFullThenNothingMoreIsTaken() {
    var outbox = new Outbox(2, 1_000);

    assertThat(outbox.offer(durable("1"))).isTrue();
    assertThat(outbox.offer(durable("2"))).isTrue();
    assertThat(outbox.offer(durable("3"))).isFalse();
    assertThat(outbox.offer(state("a", "a"))).isFalse();
    assertThat(drain(outbox)).containsExactly("1", "2");
  }

  @Test
  void offerWhenBytesAreFullThenWhatMayBeLostGoesFirst() {
    var outbox = new Outbox(100, 10);
    outbox.offer(ephemeral("eeee"));
    outbox.offer(state("s", "ssss"));

    assertThat(outbox.offer(ephemeral("late"))).isTrue();
    assertThat(outbox.offer(durable("12345678"))).isTrue();

    assertThat(drain(outbox)).containsExactly("12345678");
  }

  @Test
  void offerWhenBytesAreFullOfDurableFramesThenFull() {
    var outbox = new Outbox(100, 10);

    assertThat(outbox.offer(durable("a frame that is larger than all of it"))).isTrue();
    assertThat(outbox.offer(durable("x"))).isFalse();
  }

  @Test
  void roomWhenFullThenCompletesAfterDraining() {
    var outbox = new Outbox(16, 1_000);
    for (int n = 0; n < 4; n++) {
      outbox.offer(durable("" + n));
    }

    StepVerifier.create(outbox.room())
        .then(
            () -> {
              outbox.poll();
              outbox.tellRoom();
            })
        .expectNoEvent(java.time.Duration.ofMillis(20))
        .then(
            () -> {
              outbox.poll();
              outbox.tellRoom();
            })
        .verifyComplete();
    StepVerifier.create(outbox.room()).verifyComplete();
  }

  @Test
  void clearWhenClearedThenEmptyForEver() {
    var outbox = new Outbox(16, 1_000);
    outbox.offer(durable("1"));

    outbox.clear();

    assertThat(outbox.isEmpty()).isTrue();
    assertThat(outbox.offer(durable("2"))).isFalse();
    assertThat(outbox.poll()).isNull();
  }

  private static List<String> drain(Outbox outbox) {
    var all = new ArrayList<String>();
    for (var next = outbox.poll(); next != null; next = outbox.poll()) {
      all.add(new String(next.bytes(), UTF_8));
    }
    return all;
  }

  private static Outgoing durable(String text) {
    return new Outgoing(text.getBytes(UTF_8), Nature.DURABLE, "");
  }

  private static Outgoing state(String key, String text) {
    return new Outgoing(text.getBytes(UTF_8), Nature.LATEST, key);
  }

  private static Outgoing ephemeral(String text) {
    return new Outgoing(text.getBytes(UTF_8), Nature.EPHEMERAL, "");
  }
}
