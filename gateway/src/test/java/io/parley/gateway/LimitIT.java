package io.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.testing.TestRedis;
import io.parley.testing.TestRedisCluster;
import io.parley.testing.TestRedisSentinels;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LimitIT {

  private static final String PATH = "/api/conversations";
  private static final String[] LIMITS = {
    "PARLEY_LIMIT_REQUESTS_PER_USER=1", "PARLEY_LIMIT_REQUESTS_PER_USER_BURST=6"
  };

  private final FakeAuth auth = new FakeAuth();
  private final FakeService chat = new FakeService("chat", 0, routes -> {});
  private final FakeService presence = new FakeService("presence", 0, routes -> {});

  @AfterEach
  void stop() {
    chat.close();
    presence.close();
    auth.close();
  }

  @Test
  void requestsWhenOverTheLimitThenRefusedByUserOverAllGateways() {
    var ann = "Bearer " + auth.access("ann-" + UUID.randomUUID());
    var bob = "Bearer " + auth.access("bob-" + UUID.randomUUID());
    try (var one = gateway(LIMITS);
        var two = gateway(LIMITS)) {
      assertThat(passedOf20(one, two, ann)).isBetween(6L, 9L);

      var refused = one.get(PATH, "Authorization", ann);
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("Retry-After")).contains("1");
      assertThat(refused.body()).contains("/problems/rate-limited").contains("retryAfterMillis");
      assertThat(two.get(PATH, "Authorization", bob).statusCode()).isEqualTo(200);
      assertThat(one.get("/health").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void handshakesWhenOverTheLimitThenRefusedByAddress() {
    try (var gateway =
        gateway("PARLEY_LIMIT_HANDSHAKES_PER_ADDRESS=3", "PARLEY_TRUSTED_PROXIES=127.0.0.0/8")) {
      var address =
          "X-Forwarded-For: 2001:db8:" + UUID.randomUUID().toString().substring(0, 4) + "::1";
      var answers = new ArrayList<String>();
      for (int i = 0; i < 20; i++) {
        try (var socket = gateway.upgrade("", address)) {
          answers.add(socket.readHead());
        }
      }
      assertThat(answers.getFirst()).startsWith("HTTP/1.1 401 ");
      assertThat(answers)
          .anySatisfy(
              answer ->
                  assertThat(answer)
                      .startsWith("HTTP/1.1 429 ")
                      .containsIgnoringCase("retry-after: "));
      try (var socket = gateway.upgrade("", "X-Forwarded-For: 198.51.100.1")) {
        assertThat(socket.readHead()).startsWith("HTTP/1.1 401 ");
      }
    }
  }

  @Test
  void requestsWhenRedisIsAwayThenServedWithinTheGatewaysOwnLimit() {
    var redis = TestRedis.start();
    var ann = "Bearer " + auth.access("ann-" + UUID.randomUUID());
    try (var gateway =
        gateway(
            "REDIS_URL=" + redis.url(),
            "PARLEY_LIMIT_REQUESTS_PER_USER=1",
            "PARLEY_LIMIT_REQUESTS_PER_USER_BURST=5")) {
      gateway.whole();
      assertThat(gateway.get(PATH, "Authorization", ann).statusCode()).isEqualTo(200);
      redis.stop();
      var statuses =
          IntStream.range(0, 20)
              .mapToObj(i -> gateway.get(PATH, "Authorization", ann).statusCode())
              .toList();
      assertThat(statuses).contains(200, 429).doesNotContain(500, 503);
    } finally {
      redis.stop();
    }
  }

  @Test
  void requestsWhenRedisIsAClusterThenStillCountedOverAllGateways() {
    try (var cluster = TestRedisCluster.masters().orElseGet(LimitIT::skip)) {
      countedTogether("REDIS_URL=" + cluster.url(), "REDIS_SENTINEL_PASSWORD=");
    }
  }

  @Test
  void requestsWhenRedisIsUnderSentinelThenStillCountedOverAllGateways() {
    try (var group = TestRedisSentinels.start()) {
      countedTogether(
          "REDIS_URL=" + group.url(), "REDIS_SENTINEL_PASSWORD=" + group.sentinelPassword());
    }
  }

  /// For some users, whose keys lie in different slots.
  private void countedTogether(String url, String sentinelPassword) {
    String[] settings = {url, sentinelPassword, LIMITS[0], LIMITS[1]};
    try (var one = gateway(settings);
        var two = gateway(settings)) {
      for (int i = 0; i < 4; i++) {
        var user = "Bearer " + auth.access("user-" + UUID.randomUUID());
        assertThat(passedOf20(one, two, user)).isBetween(6L, 9L);
      }
    }
  }

  private static TestRedisCluster skip() {
    Assumptions.abort("no redis-server of Redis 7 on the path, which a cluster takes");
    throw new IllegalStateException();
  }

  private static long passedOf20(TestGateway one, TestGateway two, String bearer) {
    one.whole();
    two.whole();
    await().until(() -> one.get("/api/server/x").statusCode() == 200);
    return IntStream.range(0, 20)
        .map(i -> (i % 2 == 0 ? one : two).get(PATH, "Authorization", bearer).statusCode())
        .filter(status -> status == 200)
        .count();
  }

  private TestGateway gateway(String... settings) {
    return new TestGateway(auth.url(), List.of(chat.url()), presence.url(), settings);
  }
}
