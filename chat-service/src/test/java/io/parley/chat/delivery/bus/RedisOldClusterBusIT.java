package io.parley.chat.delivery.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.testing.TestRedisCluster;
import java.util.HashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The bus over a cluster that has no sharded pub/sub.
class RedisOldClusterBusIT implements BusContract {

  private static final int ROUNDS = 20;

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

  /// The client connects to a master when something is published there, and meanwhile keeps what is
  /// published in the reverse order.
  @Test
  void publishWhenJustConnectedThenInOrderAtEachMaster() {
    var ear = new Ear();
    var two = connect();
    var channels = IntStream.range(0, 12).mapToObj(n -> "fresh" + n).toList();
    two.listen(ear);
    two.subscribe(channels).block(PATIENCE);

    for (int round = 0; round < ROUNDS; round++) {
      var one = connect();
      for (int n = 0; n < 50; n++) {
        for (var channel : channels) {
          one.publish(channel, ("" + n).getBytes(UTF_8));
        }
      }

      var next = new HashMap<String, Integer>();
      for (int n = 0; n < 50 * channels.size(); n++) {
        var heard = String.valueOf(ear.next()).split("=");
        assertThat(heard[1]).isEqualTo("" + next.getOrDefault(heard[0], 0));
        next.merge(heard[0], 1, Integer::sum);
      }
    }
  }
}
