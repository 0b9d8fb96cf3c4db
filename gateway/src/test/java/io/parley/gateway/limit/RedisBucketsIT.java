package io.parley.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisURI;
import io.parley.testing.TestRedis;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisBucketsIT implements BucketsContract {

  private final LettuceConnectionFactory connections =
      new LettuceConnectionFactory(
          LettuceConnectionFactory.createRedisConfiguration(RedisURI.create(TestRedis.url())));
  private final ReactiveStringRedisTemplate redis = template();

  private ReactiveStringRedisTemplate template() {
    connections.afterPropertiesSet();
    connections.start();
    return new ReactiveStringRedisTemplate(connections);
  }

  @BeforeAll
  void start() {
    assertThat(connections.isRunning()).isTrue();
  }

  @AfterAll
  void stop() {
    connections.destroy();
  }

  @Override
  public Buckets buckets() {
    return new RedisBuckets(redis, Duration.ofSeconds(10));
  }

  @Test
  void takeWhenDoneThenTheKeyExpires() {
    buckets().take(new Limit("expiry", Duration.ofSeconds(2), 5), "a").block();

    assertThat(redis.getExpire("limit:expiry:a").block())
        .isBetween(Duration.ofMillis(500), Duration.ofSeconds(2));
  }
}
