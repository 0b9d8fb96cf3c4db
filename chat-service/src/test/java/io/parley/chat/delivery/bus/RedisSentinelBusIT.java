package io.parley.chat.delivery.bus;

import static io.parley.chat.delivery.bus.BusEnds.await;
import static io.parley.chat.delivery.bus.BusEnds.hears;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.testing.TestRedisSentinels;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The bus over a group under Sentinel, whose master freezes.
class RedisSentinelBusIT implements BusContract {

  private static TestRedisSentinels group;

  private BusEnds ends;

  @BeforeAll
  static void start() {
    group = TestRedisSentinels.start();
  }

  @AfterAll
  static void stop() {
    group.close();
  }

  @BeforeEach
  void open() {
    ends = new BusEnds(group.url(), group.sentinelPassword());
  }

  @AfterEach
  void close() {
    ends.close();
  }

  @Override
  public Bus connect() {
    return ends.connect();
  }

  @Test
  void masterFreezesThenHeardAgainThroughTheOtherAndAfterItWoke() {
    var one = connect();
    var two = connect();
    var ear = new Ear();
    two.listen(ear);
    two.subscribe(List.of("a", "b")).block(PATIENCE);
    int frozen = group.freezeMaster();
    long frozenAt = System.nanoTime();
    group.awaitOtherMaster(frozen);
    long otherAt = System.nanoTime();

    await(() -> hears(one, ear, "a") && hears(one, ear, "b"));

    long backAt = System.nanoTime();
    System.out.printf(
        "bus back %d ms after the freeze, %d ms after the other master%n",
        Duration.ofNanos(backAt - frozenAt).toMillis(),
        Duration.ofNanos(backAt - otherAt).toMillis());
    assertThat(Duration.ofNanos(backAt - otherAt)).isLessThan(Duration.ofSeconds(15));
    await(() -> ear.resubscriptions() > 0);
    group.wake(frozen);
    group.awaitReplica(frozen);
    await(() -> hears(one, ear, "a") && hears(one, ear, "b"));
  }
}
