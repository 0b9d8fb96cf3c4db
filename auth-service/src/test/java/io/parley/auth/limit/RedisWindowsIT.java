package io.parley.auth.limit;

import io.parley.testing.TestRedis;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import reactor.core.publisher.Mono;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisWindowsIT implements WindowsContract {

  private final LettuceConnectionFactory redis =
      new LettuceConnectionFactory(
          LettuceConnectionFactory.createRedisConfiguration(TestRedis.url()));

  @BeforeAll
  void connect() {
    redis.afterPropertiesSet();
    redis.start();
  }

  @AfterAll
  void close() {
    redis.destroy();
  }

  @Override
  public Windows windows() {
    return new RedisWindows(new ReactiveStringRedisTemplate(redis));
  }

  @Override
  public void pass(Duration time) {
    Mono.delay(time).block();
  }
}
