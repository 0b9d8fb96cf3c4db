package io.parley.presence.feed;

import static io.parley.common.bus.Presence.State.OFFLINE;
import static io.parley.common.bus.Presence.State.ONLINE;
import static io.parley.presence.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.parley.edge.redis.RedisAddress;
import io.parley.edge.redis.RedisConnections;
import io.parley.presence.FakeNode;
import io.parley.presence.Replica;
import io.parley.presence.Watcher;
import io.parley.testing.TestMongo;
import io.parley.testing.TestRedisCluster;
import io.parley.testing.TestRedisSentinels;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/// Presence where Redis is a cluster, and where it is a group under Sentinel.
class RedisShapesIT {

  private static final String STATE = "presence:{state}:";

  @Test
  void clusterThenKeptInOneSlotThatMayMove() {
    try (var cluster = TestRedisCluster.masters().orElseGet(RedisShapesIT::skip);
        var stage = new Shape(cluster.url(), "")) {
      stage.node.open("s1", "anna");
      eventually().until(() -> stage.replica.state("anna") == ONLINE);
      eventually().until(() -> stage.redis.sismember(STATE + "view:online_users", "anna"));
      assertThat(stage.redis.hget(STATE + "view:socket_user_map", "s1")).isEqualTo("anna");
      assertThat(stage.redis.exists("online_users")).isZero();

      cluster.move(SlotHash.getSlot(STATE));
      stage.node.open("s2", "ben");
      stage.node.close("s1", "logout");

      eventually().until(() -> stage.replica.state("ben") == ONLINE);
      eventually().until(() -> stage.replica.state("anna") == OFFLINE);
      eventually().until(() -> stage.watcher.states("ben").contains("online"));
      assertThat(stage.watcher.states("anna")).containsExactly("online", "offline");
      assertThat(stage.redis.get(STATE + "view:user:anna:lastSeen")).isNotBlank();
    }
  }

  @Test
  void masterFreezesUnderSentinelThenEverybodyIsStillThere() {
    try (var group = TestRedisSentinels.start();
        var stage = new Shape(group.url(), group.sentinelPassword())) {
      stage.node.open("s1", "anna");
      eventually().until(() -> stage.replica.state("anna") == ONLINE);

      int frozen = group.freezeMaster();
      group.awaitOtherMaster(frozen);
      stage.node.open("s2", "ben");

      eventually().until(() -> stage.replica.state("ben") == ONLINE);
      eventually().until(() -> stage.replica.state("anna") == ONLINE);
      group.wake(frozen);
      group.awaitReplica(frozen);
      eventually().until(() -> stage.replica.state("ben") == ONLINE);
      assertThat(stage.watcher.states("anna")).doesNotContain("offline");
    }
  }

  private static TestRedisCluster skip() {
    Assumptions.abort("no redis-server of Redis 7 on the path, which a cluster takes");
    throw new IllegalStateException();
  }

  /// A node, a replica and a watcher on one Redis.
  private static final class Shape implements AutoCloseable {

    private final ClientResources resources = RedisConnections.resources();
    private final LettuceConnectionFactory factory;
    private final RedisClusterCommands<String, String> redis;
    private final Watcher watcher;
    private final FakeNode node;
    private final Replica replica;

    Shape(String url, String sentinelPassword) {
      factory = RedisConnections.factory(RedisAddress.parse(url), sentinelPassword, resources);
      factory.afterPropertiesSet();
      factory.start();
      StatefulRedisPubSubConnection<String, String> listening;
      if (factory.getRequiredNativeClient() instanceof RedisClusterClient cluster) {
        redis = cluster.connect().sync();
        listening = cluster.connectPubSub();
      } else {
        var client = (RedisClient) factory.getRequiredNativeClient();
        redis = client.connect().sync();
        listening = client.connectPubSub();
      }
      watcher = new Watcher(listening);
      node = FakeNode.start(redis);
      replica =
          Replica.start(
              url, TestMongo.newDatabase(), "REDIS_SENTINEL_PASSWORD=" + sentinelPassword);
    }

    @Override
    public void close() {
      replica.close();
      node.close();
      watcher.close();
      factory.destroy();
      resources.shutdown();
    }
  }
}
