package io.parley.edge.redis;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// Publishes what makes others quick and what they find out anyhow: it may be lost, which is logged
/// and no error, and nobody waits for it longer than half a second.
public final class Publishing {

  private static final Logger log = LoggerFactory.getLogger(Publishing.class);

  private static final Duration PATIENCE = Duration.ofMillis(500);

  private Publishing() {}

  public static Mono<Void> to(String channel, String message, ReactiveStringRedisTemplate redis) {
    return Mono.defer(() -> redis.convertAndSend(channel, message))
        .subscribeOn(Schedulers.boundedElastic()) // the first call connects, which blocks
        .timeout(PATIENCE)
        .doOnError(error -> log.warn("{} was not told something: {}", channel, error.toString()))
        .onErrorComplete()
        .then();
  }
}
