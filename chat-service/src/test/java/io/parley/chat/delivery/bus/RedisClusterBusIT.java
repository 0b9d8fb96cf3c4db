package io.parley.chat.delivery.bus;

import static io.parley.chat.delivery.bus.BusEnds.await;
import static io.parley.chat.delivery.bus.BusEnds.hears;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.cluster.SlotHash;
import io.parley.testing.TestRedisCluster;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The bus over a cluster with sharded pub/sub: slots move, and a master freezes.
class RedisClusterBusIT implements BusContract {

  private static TestRedisCluster cluster;

  private BusEnds ends;

  @BeforeAll
  static void start() {
    cluster = TestRedisCluster.replicated().orElseGet(RedisClusterBusIT::skip);
  }

  private static TestRedisCluster skip() {
    Assumptions.abort("no redis-server of Redis 7 on the path, which sharded pub/sub takes");
    throw new IllegalStateException();
  }

  @AfterAll
  static void stop() {
    if (cluster != null) { // skipped
      cluster.close();
    }
  }

  @BeforeEach
  void open() {
    ends = new BusEnds(cluster.url());
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
  void publishThenAtOneMasterAlone() {
    var bus = connect();
    bus.subscribe(List.of("only-here")).block(PATIENCE);

    assertThat(cluster.listeners("only-here")).isEqualTo(List.of(1L));
    assertThat(cluster.plainListeners("only-here")).isZero();
  }

  /// Of each slot some, at every master: one command for all of them would be refused.
  @Test
  void subscribeWhenThousandsInAllSlotsThenEachIsHeard() {
    var one = connect();
    var two = connect();
    var ear = new Ear();
    two.listen(ear);
    var channels = IntStream.range(0, 3_000).mapToObj(n -> "many" + n).toList();
    two.subscribe(channels).block(PATIENCE);

    for (var channel : channels) {
      one.publish(channel, new byte[] {'x'});
      assertThat(ear.next()).isEqualTo(channel + "=x");
    }
  }

  @Test
  void slotMovesThenSubscribedAnewAtItsOwnerAndSaid() {
    var one = connect();
    var two = connect();
    var ear = new Ear();
    two.listen(ear);
    two.subscribe(List.of("moves", "stays")).block(PATIENCE);
    int before = ear.resubscriptions();

    cluster.move(SlotHash.getSlot("moves"));

    await(() -> ear.resubscriptions() > before);
    await(() -> hears(one, ear, "moves"));
    await(() -> hears(one, ear, "stays"));
    two.unsubscribe(List.of("moves"));
    cluster.move(SlotHash.getSlot("moves"));
    await(() -> cluster.listeners("moves").isEmpty());
  }

  @Test
  void masterFreezesThenHeardAgainThroughItsReplicaAndAfterItWoke() {
    var one = connect();
    var two = connect();
    var ear = new Ear();
    two.listen(ear);
    var channels = IntStream.range(0, 30).mapToObj(n -> "ch" + n).toList();
    two.subscribe(channels).block(PATIENCE);
    int slot = SlotHash.getSlot("ch0");
    int frozen = cluster.freezeMasterOf(slot);
    long frozenAt = System.nanoTime();
    cluster.awaitOtherMaster(slot, frozen);
    long otherAt = System.nanoTime();

    await(() -> channels.stream().allMatch(channel -> hears(one, ear, channel)));

    long backAt = System.nanoTime();
    System.out.printf(
        "bus back %d ms after the freeze, %d ms after the other master%n",
        Duration.ofNanos(backAt - frozenAt).toMillis(),
        Duration.ofNanos(backAt - otherAt).toMillis());
    assertThat(Duration.ofNanos(backAt - otherAt)).isLessThan(Duration.ofSeconds(15));
    await(() -> ear.resubscriptions() > 0);
    cluster.wake(frozen);
    cluster.awaitReplica(frozen);
    await(() -> channels.stream().allMatch(channel -> hears(one, ear, channel)));
  }
}
