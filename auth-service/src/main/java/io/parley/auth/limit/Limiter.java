package io.parley.auth.limit;

import io.parley.auth.secret.MasterKey;
import io.parley.edge.RatePolicy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Says whether something may happen once more. Each event is counted in this process and in Redis,
/// and either can say no. While Redis is away this process goes by its own count with the same
/// limits: closed would lock everyone out for as long as a cache is down, open would let anyone
/// guess. The price is that a guesser gets as many tries more as there are replicas.
@Component
public final class Limiter {

  private static final Logger log = LoggerFactory.getLogger(Limiter.class);

  private static final int LOCAL_WINDOWS = 50_000;
  private static final int HASH_BYTES = 16;

  private final Windows shared;
  private final Windows local;
  private final SecretKeySpec hashKey;

  @Autowired
  Limiter(ReactiveStringRedisTemplate redis, MasterKey master, Clock clock) {
    this(new RedisWindows(redis), new LocalWindows(clock, LOCAL_WINDOWS), master);
  }

  Limiter(Windows shared, Windows local, MasterKey master) {
    this.shared = shared;
    this.local = local;
    this.hashKey = master.hmacKey("limit subjects");
  }

  /// One limit.
  ///
  /// @param name what is counted; part of the key
  /// @param most in a window; zero switches it off
  public record Limit(String name, int most, Duration window) {

    /// As clients are told of it.
    public RatePolicy policy() {
      return new RatePolicy(name, most, window);
    }
  }

  /// Counts one event of this subject.
  ///
  /// @return zero when it may happen, else how long to wait. Never empty, never errors
  public Mono<Duration> take(Limit limit, String subject) {
    if (limit.most() <= 0) {
      return Mono.just(Duration.ZERO);
    }
    var key = key(limit, subject);
    return local
        .take(key, limit.most(), limit.window())
        .flatMap(wait -> wait.isPositive() ? Mono.just(wait) : takeShared(limit, key));
  }

  /// Takes the event back, because it turned out not to count. Never errors.
  public Mono<Void> giveBack(Limit limit, String subject) {
    if (limit.most() <= 0) {
      return Mono.empty();
    }
    var key = key(limit, subject);
    return local.giveBack(key).then(shared.giveBack(key).onErrorComplete());
  }

  private Mono<Duration> takeShared(Limit limit, String key) {
    return shared
        .take(key, limit.most(), limit.window())
        .onErrorResume(
            error -> {
              log.warn("counting {} in this process alone: {}", limit.name(), error.toString());
              return Mono.just(Duration.ZERO);
            })
        .flatMap(
            wait -> wait.isPositive() ? local.giveBack(key).thenReturn(wait) : Mono.just(wait));
  }

  /// Names and addresses stay out of Redis.
  private String key(Limit limit, String subject) {
    var hash = MasterKey.hmac(hashKey, subject.getBytes(StandardCharsets.UTF_8));
    return "auth:limit:" + limit.name() + ":" + HexFormat.of().formatHex(hash, 0, HASH_BYTES);
  }
}
