package io.parley.gateway.limit;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;

@Configuration(proxyBeanMethods = false)
class LimitConfiguration {

  @Bean
  RateLimits rateLimits(ReactiveStringRedisTemplate redis) {
    return new RateLimits(
        new RedisBuckets(redis), new LocalBuckets(System::nanoTime), System::nanoTime);
  }
}
