package io.parley.chat.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisURI;
import io.parley.testing.TestRedis;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import reactor.core.publisher.Flux;

/// Two nodes that take from the same bucket of fifty, of which ten come back in a second.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisBucketsIT {

  private static final Rate RATE = new Rate(10, Duration.ofSeconds(1), 50);

  private final LettuceConnectionFactory connections =
      new LettuceConnectionFactory(
          LettuceConnectionFactory.createRedisConfiguration(RedisURI.create(TestRedis.url())));
  private final String key = "test:" + UUID.randomUUID();

  @BeforeAll
  void connect() {
    connections.afterPropertiesSet();
    connections.start();
  }

  @AfterAll
  void disconnect() {
    connections.destroy();
  }

  @Test
  void takeWhenFarTooManyComeAtOnceThenTheBucketIsGivenOutToTheLast() {
    var nodes = List.of(node(), node());
    long begun = System.nanoTime();
    var waits =
        Flux.range(0, 200)
            .flatMap(i -> nodes.get(i % 2).take(key, RATE), 200)
            .collectList()
            .block();
    double back = (System.nanoTime() - begun) / 1e9 * RATE.tokens();

    assertThat(waits).hasSize(200);
    assertThat(waits.stream().filter(Duration::isZero).count()).isBetween(50L, 51L + (long) back);
    assertThat(waits).allMatch(wait -> wait.compareTo(Duration.ofMillis(100)) <= 0);
  }

  @Test
  void takeWhenWithinTheLimitThenNoneIsRefusedOnEitherNode() {
    var nodes = List.of(node(), node());
    for (int i = 0; i < 40; i++) {
      assertThat(nodes.get(i % 2).take(key + ":within", RATE).block()).isZero();
    }
  }

  @Test
  void handfulWhenTokensComeSlowlyThenOne() {
    assertThat(RATE.handful()).isEqualTo(5);
    assertThat(new Rate(100, Duration.ofHours(1), 100).handful()).isEqualTo(1);
    assertThat(new Rate(1_000, Duration.ofSeconds(1), 4).handful()).isEqualTo(1);
  }

  private Buckets node() {
    return new RedisBuckets(new ReactiveStringRedisTemplate(connections));
  }
}
