package io.parley.edge.redis;

import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.EventLoopGroupProvider;
import io.parley.edge.setting.Secrets;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/// Redis of `REDIS_URL`; `REDIS_SENTINEL_PASSWORD`, or the file that `…_FILE` names, is that of the
/// Sentinels. The event loops are those of an `EventLoopGroupProvider`, if the service has one.
@Configuration(proxyBeanMethods = false)
public class RedisWiring {

  private static final String HERE = "redis://127.0.0.1:6379";

  @Bean
  RedisAddress redisAddress(Environment environment) {
    var url = environment.getProperty(RedisAddress.VARIABLE, "");
    return RedisAddress.parse(url.isBlank() ? HERE : url);
  }

  @Bean(destroyMethod = "shutdown")
  ClientResources redisResources(ObjectProvider<EventLoopGroupProvider> loops) {
    return RedisConnections.resources(loops.getIfUnique());
  }

  @Bean
  LettuceConnectionFactory redisConnectionFactory(
      RedisAddress address, Secrets secrets, ClientResources resources) {
    var sentinels = secrets.find("REDIS_SENTINEL_PASSWORD");
    return RedisConnections.factory(address, sentinels == null ? "" : sentinels, resources);
  }

  @Bean
  FirstConnection redisFirstConnection(ReactiveRedisConnectionFactory redis) {
    return new FirstConnection(redis);
  }
}
