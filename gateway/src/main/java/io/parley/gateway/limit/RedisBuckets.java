package io.parley.gateway.limit;

import io.parley.edge.redis.LuaScript;
import java.time.Duration;
import java.util.List;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import reactor.core.publisher.Mono;

/// Counts in Redis, for all gateways, by Redis's own clock. One key a subject holds one number: the
/// time at which the bucket will be full again (the generic cell rate algorithm); it expires then.
///
/// | script | key | arguments | answer |
/// |---|---|---|---|
/// | `take.lua` | `limit:<name>:<subject>` | milliseconds a token, burst | 0, or milliseconds to wait; milliseconds until the bucket is full |
final class RedisBuckets implements Buckets {

  private final ReactiveStringRedisTemplate redis;
  private final Duration timeout;
  private final RedisScript<List> take =
      LuaScript.read("io/parley/gateway/limit/take.lua", List.class);

  /// @param timeout after which Redis counts as away
  RedisBuckets(ReactiveStringRedisTemplate redis, Duration timeout) {
    this.redis = redis;
    this.timeout = timeout;
  }

  @Override
  public Mono<Taken> take(Limit limit, String subject) {
    var arguments =
        List.of(Double.toString(limit.interval().toNanos() / 1e6), Integer.toString(limit.burst()));
    return redis
        .execute(take, List.of(limit.key(subject)), arguments)
        .next()
        .timeout(timeout)
        .map(answer -> new Taken(millis(answer.get(0)), millis(answer.get(1))));
  }

  private static Duration millis(Object number) {
    return Duration.ofMillis((Long) number);
  }
}
