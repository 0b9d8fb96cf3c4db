package io.parley.auth.limit;

import java.time.Duration;
import java.util.List;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// Counters in Redis, one for all replicas.
///
/// | key | type | TTL | loss costs |
/// |---|---|---|---|
/// | `auth:limit:<what>:<hash of whom>` | string, a count | the window | the count starts again |
///
/// Script `TAKE`: `KEYS[1]` the counter, `ARGV[1]` the most, `ARGV[2]` the window in ms; returns 0
/// or the ms to wait. Script `GIVE_BACK`: `KEYS[1]` the counter. One key a call, so any slot of a
/// cluster will do.
final class RedisWindows implements Windows {

  private static final RedisScript<Long> TAKE =
      RedisScript.of(
          """
          local count = tonumber(redis.call('GET', KEYS[1]) or '0')
          if count >= tonumber(ARGV[1]) then
            local left = redis.call('PTTL', KEYS[1])
            if left > 0 then return left end
            redis.call('DEL', KEYS[1])
          end
          if redis.call('INCR', KEYS[1]) == 1 then
            redis.call('PEXPIRE', KEYS[1], ARGV[2])
          end
          return 0
          """,
          Long.class);

  private static final RedisScript<Long> GIVE_BACK =
      RedisScript.of(
          """
          if tonumber(redis.call('GET', KEYS[1]) or '0') > 0 then
            return redis.call('DECR', KEYS[1])
          end
          return 0
          """,
          Long.class);

  private static final Duration TIMEOUT = Duration.ofMillis(500);

  private final ReactiveStringRedisTemplate redis;

  RedisWindows(ReactiveStringRedisTemplate redis) {
    this.redis = redis;
  }

  @Override
  public Mono<Duration> take(String key, int most, Duration window) {
    var arguments = List.of(String.valueOf(most), String.valueOf(window.toMillis()));
    return call(TAKE, key, arguments).map(Duration::ofMillis);
  }

  @Override
  public Mono<Void> giveBack(String key) {
    return call(GIVE_BACK, key, List.of()).then();
  }

  /// Off the event loop, because the first call connects, and that blocks.
  private Mono<Long> call(RedisScript<Long> script, String key, List<String> arguments) {
    return Mono.defer(() -> redis.execute(script, List.of(key), arguments).single())
        .subscribeOn(Schedulers.boundedElastic())
        .timeout(TIMEOUT);
  }
}
