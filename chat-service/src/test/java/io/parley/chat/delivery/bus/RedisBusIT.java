package io.parley.chat.delivery.bus;

import static io.parley.chat.delivery.bus.BusEnds.await;
import static io.parley.chat.delivery.bus.BusEnds.hears;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.embedded.EmbeddedRedis;
import io.parley.testing.TestRedis;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The bus over a Redis of its own, which goes away and comes back, or freezes.
class RedisBusIT implements BusContract {

  private final EmbeddedRedis redis = TestRedis.start();
  private final BusEnds ends = new BusEnds(redis.url());

  @AfterEach
  void stop() {
    ends.close();
    redis.stop();
  }

  @Override
  public Bus connect() {
    return ends.connect();
  }

  @Test
  void subscribeWhenRedisComesBackThenEverythingWantedIsHeardAgain() throws IOException {
    var bus = connect();
    var ear = new Ear();
    bus.listen(ear);
    bus.subscribe(List.of("a")).block(PATIENCE);
    redis.stop();
    bus.publish("a", "lost".getBytes(UTF_8));
    assertThat(bus.subscribe(List.of("b")).onErrorComplete().hasElement().block(PATIENCE))
        .isFalse();
    redis.restart();

    await(() -> hears(bus, ear, "a") && hears(bus, ear, "b"));
    await(() -> ear.resubscriptions() > 0);
  }

  /// D11: a connection on which nobody answers breaks nothing by itself.
  @Test
  void listenWhenRedisFreezesThenNoticedAndHeardAgainAfterIt() {
    var bus = connect();
    var ear = new Ear();
    bus.listen(ear);
    bus.subscribe(List.of("a")).block(PATIENCE);
    redis.pause();
    long frozenAt = System.nanoTime();
    await(() -> System.nanoTime() - frozenAt > Duration.ofSeconds(9).toNanos());
    redis.resume();

    await(() -> hears(bus, ear, "a"));
    await(() -> ear.resubscriptions() > 0);
  }
}
