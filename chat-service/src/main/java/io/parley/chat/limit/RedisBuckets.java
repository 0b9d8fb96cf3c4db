package io.parley.chat.limit;

import io.parley.edge.redis.LuaScript;
import java.time.Duration;
import java.util.List;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Buckets in Redis, taken from by one script by the clock of Redis. Key
/// `chat:limit:<limit>:<user>`, a hash of `tokens` and `at` (milliseconds), which expires when the
/// bucket would be full again.
///
/// | argument | meaning |
/// |---|---|
/// | 1 | tokens that come back in a period |
/// | 2 | the period in milliseconds |
/// | 3 | tokens that the bucket holds |
///
/// Answers 0 when a token was taken, else the milliseconds until the next comes.
@Component
final class RedisBuckets implements Buckets {

  private static final Duration PATIENCE = Duration.ofMillis(250);
  private static final RedisScript<Long> SCRIPT =
      LuaScript.read("io/parley/chat/limit/take.lua", Long.class);

  private final ReactiveStringRedisTemplate redis;

  RedisBuckets(ReactiveStringRedisTemplate redis) {
    this.redis = redis;
    // Read from the class path now, and not by an event loop at the first use
    SCRIPT.getSha1();
  }

  @Override
  public Mono<Duration> take(String key, Rate rate) {
    var arguments =
        List.of(
            Integer.toString(rate.tokens()),
            Long.toString(rate.period().toMillis()),
            Integer.toString(rate.burst()));
    return redis
        .execute(SCRIPT, List.of("chat:limit:" + key), arguments)
        .next()
        .timeout(PATIENCE)
        .map(Duration::ofMillis);
  }
}
