package io.parley.auth;

import static io.parley.auth.RunningAuth.freshName;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.common.bus.Channels;
import io.parley.testing.TestMongo;
import io.parley.testing.TestRedisCluster;
import io.parley.testing.TestRedisSentinels;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;

/// Two replicas where Redis is a cluster, and where it is a group under Sentinel: they count
/// together, and the end of a login is heard.
class RedisShapesIT {

  private static final String WRONG = "not the right one at all";

  @Test
  void clusterThenCountedTogetherAndEndingsHeard() {
    try (var cluster = TestRedisCluster.masters().orElseGet(RedisShapesIT::skip)) {
      check(cluster.url(), "");
    }
  }

  @Test
  void sentinelThenCountedTogetherAndEndingsHeard() {
    try (var group = TestRedisSentinels.start()) {
      check(group.url(), group.sentinelPassword());
    }
  }

  private static void check(String url, String sentinelPassword) {
    String[] settings = {
      "REDIS_URL=" + url,
      "REDIS_SENTINEL_PASSWORD=" + sentinelPassword,
      "MONGODB_URI=" + TestMongo.newDatabase(),
      "PARLEY_AUTH_MASTER_KEY=" + RunningAuth.masterKey(),
      "PARLEY_LIMIT_WRONG_LOGINS_ACCOUNT=3"
    };
    try (var one = RunningAuth.start(settings);
        var two = RunningAuth.start(settings)) {
      Eventually.isTrue(() -> isRefusedByTheOther(one, two));

      var heard = new CopyOnWriteArrayList<String>();
      var listening =
          two.bean(ReactiveStringRedisTemplate.class)
              .listenToChannel(Channels.REVOCATIONS)
              .subscribe(message -> heard.add(message.getMessage()));
      Eventually.isTrue(
          () -> {
            var token = one.signUp(freshName()).text("/accessToken");
            assertThat(one.post("/api/auth/logout", null, token).status()).isEqualTo(204);
            return !heard.isEmpty();
          });
      listening.dispose();
    }
  }

  /// Each replica alone would let three pass. Another name lies in another slot.
  private static boolean isRefusedByTheOther(RunningAuth one, RunningAuth two) {
    var nobody = freshName();
    for (int i = 0; i < 3; i++) {
      assertThat(one.logIn(nobody, WRONG).status()).isEqualTo(401);
    }
    return two.logIn(nobody, WRONG).status() == 429;
  }

  private static TestRedisCluster skip() {
    Assumptions.abort("no redis-server of Redis 7 on the path, which a cluster takes");
    throw new IllegalStateException();
  }
}
