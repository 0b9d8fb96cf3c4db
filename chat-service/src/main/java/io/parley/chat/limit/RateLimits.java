package io.parley.chat.limit;

import io.parley.chat.ChatSettings;
import io.parley.common.id.UserId;
import io.parley.edge.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Says whether a user may do something once more.
@Component
public class RateLimits {

  private static final Logger log = LoggerFactory.getLogger(RateLimits.class);
  private static final int LOCAL_BUCKETS = 50_000;

  /// So long Redis is not asked again after it failed, so that its absence costs no time.
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final Map<Limit, Rate> rates = new EnumMap<>(Limit.class);
  private final Buckets shared;
  private final Buckets local;
  private final Clock clock;
  private volatile Instant sharedFrom = Instant.MIN;

  @Autowired
  RateLimits(ChatSettings settings, RedisBuckets shared, Clock clock) {
    this(settings.limits(), shared, clock);
  }

  RateLimits(ChatSettings.Limits limits, Buckets shared, Clock clock) {
    for (var limit : Limit.values()) {
      rates.put(limit, limit.rate(limits));
    }
    this.shared = shared;
    this.local = new LocalBuckets(LOCAL_BUCKETS, clock::millis);
    this.clock = clock;
  }

  /// Takes one from the user's bucket; error `rate-limited` with the time to wait when it is empty.
  /// Redis being away is no error: then this node counts alone.
  public Mono<Void> take(Limit limit, UserId user) {
    var rate = rates.getOrDefault(limit, new Rate(0, Duration.ofSeconds(1), 0));
    if (rate.isOff()) {
      return Mono.empty();
    }
    return wait(limit.key() + ":" + user.value(), rate)
        .flatMap(wait -> wait.isZero() ? Mono.empty() : Mono.error(refusal(limit, rate, wait)));
  }

  private Mono<Duration> wait(String key, Rate rate) {
    if (clock.instant().isBefore(sharedFrom)) {
      return local.take(key, rate);
    }
    return shared.take(key, rate).onErrorResume(error -> alone(error, key, rate));
  }

  private Mono<Duration> alone(Throwable error, String key, Rate rate) {
    var now = clock.instant();
    if (!now.isBefore(sharedFrom)) { // all that were under way fail with it
      log.warn("Redis does not count limits, this node does by itself: {}", error.toString());
    }
    sharedFrom = now.plus(PAUSE);
    return local.take(key, rate);
  }

  private static ProblemException refusal(Limit limit, Rate rate, Duration wait) {
    return ProblemException.rateLimited(
        "Too many %s (expected: at most %d at once and %d in %s)"
            .formatted(limit.words(), rate.burst(), rate.tokens(), words(rate.period())),
        wait,
        rate.policy(limit.words()));
  }

  private static String words(Duration period) {
    return period.equals(Duration.ofHours(1)) ? "an hour" : period.toSeconds() + " s";
  }
}
