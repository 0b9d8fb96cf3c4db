package io.parley.chat.delivery.bus;

import io.parley.testing.TestRedisCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/// The bus over a cluster that has no sharded pub/sub.
class RedisOldClusterBusIT implements BusContract {

  private static TestRedisCluster cluster;

  private BusEnds ends;

  @BeforeAll
  static void start() {
    cluster = TestRedisCluster.old().orElseGet(RedisOldClusterBusIT::skip);
  }

  private static TestRedisCluster skip() {
    Assumptions.abort("no Redis 6.2 is brought along for this platform");
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
}
