package io.parley.chat.limit;

import io.parley.edge.cache.Recent;
import io.parley.edge.redis.LuaScript;
import java.time.Duration;
import java.util.List;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Buckets in Redis, taken from by one script by the clock of Redis, a handful at a time: a node
/// gives those out by itself within ten minutes. So a user never gets more than the bucket had, but
/// for the few that nodes had in hand when it was full. Key `chat:limit:<limit>:<user>`, a hash of
/// `tokens` and `at` (milliseconds), which expires when the bucket would be full again.
///
/// | argument | meaning |
/// |---|---|
/// | 1 | tokens that come back in a period |
/// | 2 | the period in milliseconds |
/// | 3 | tokens that the bucket holds |
/// | 4 | tokens to take at most |
///
/// Answers how many were taken, or as a negative number the milliseconds until the next comes.
@Component
final class RedisBuckets implements Buckets {

  private static final Duration PATIENCE = Duration.ofMillis(250);
  private static final RedisScript<Long> SCRIPT =
      LuaScript.read("io/parley/chat/limit/take.lua", Long.class);

  private static final int HANDS = 50_000;
  private static final Duration IN_HAND = Duration.ofMinutes(10);

  private final ReactiveStringRedisTemplate redis;
  private final Recent<String, Hand> hands = new Recent<>(HANDS, IN_HAND);

  RedisBuckets(ReactiveStringRedisTemplate redis) {
    this.redis = redis;
    // Read from the class path now, and not by an event loop at the first use
    SCRIPT.getSha1();
  }

  @Override
  public Mono<Duration> take(String key, Rate rate) {
    return hand(key).use(Mono.defer(() -> takeHandful(key, rate)));
  }

  /// Two threads that come for the first time may make two of them, of which one is forgotten with
  /// what it has.
  private Hand hand(String key) {
    var known = hands.get(key);
    if (known != null) {
      return known;
    }
    var empty = new Hand();
    hands.put(key, empty);
    return empty;
  }

  private Mono<Long> takeHandful(String key, Rate rate) {
    var arguments =
        List.of(
            Integer.toString(rate.tokens()),
            Long.toString(rate.period().toMillis()),
            Integer.toString(rate.burst()),
            Integer.toString(rate.handful()));
    return redis
        .execute(SCRIPT, List.of("chat:limit:" + key), arguments)
        .single()
        .timeout(PATIENCE);
  }
}
