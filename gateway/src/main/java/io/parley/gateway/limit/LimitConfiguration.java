package io.parley.gateway.limit;

import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;

@Configuration(proxyBeanMethods = false)
class LimitConfiguration {

  private static final Duration REDIS_TIMEOUT = Duration.ofMillis(250);

  @Bean
  RateLimits rateLimits(ReactiveStringRedisTemplate redis) {
    return new RateLimits(
        new RedisBuckets(redis, REDIS_TIMEOUT),
        new LocalBuckets(System::nanoTime),
        System::nanoTime);
  }
}
