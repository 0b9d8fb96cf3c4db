package io.parley.edge.redis;

import java.time.Duration;
import java.util.UUID;
import org.springframework.data.redis.connection.ReactiveSubscription.Message;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// Listens to a channel on a connection that proves to be alive. Who only listens asks for nothing,
/// and so never notices that its connection has gone dark: a listener publishes a probe to itself
/// every 3 s, and when nothing at all came for 12 s it gives its connection up.
///
/// | channel | message |
/// |---|---|
/// | `parley:probe:<random>` | the probe of one listener |
public final class Listening {

  private static final Duration PROBE_PERIOD = Duration.ofSeconds(3);
  private static final Duration MOST_SILENCE = Duration.ofSeconds(12);

  private Listening() {}

  /// What is published from now on, as long as the connection lives. Errors when the connection is
  /// lost or silent: subscribe again.
  public static Flux<String> to(String channel, ReactiveStringRedisTemplate redis) {
    return Flux.defer(() -> listen(channel, "parley:probe:" + UUID.randomUUID(), redis))
        .subscribeOn(Schedulers.boundedElastic()); // connecting blocks
  }

  private static Flux<String> listen(
      String channel, String probe, ReactiveStringRedisTemplate redis) {
    return redis
        .listenToChannel(channel, probe)
        .<Message<String, String>>map(message -> message)
        .mergeWith(probing(probe, redis))
        .timeout(MOST_SILENCE)
        .filter(message -> channel.equals(message.getChannel()))
        .map(Message::getMessage);
  }

  private static Mono<Message<String, String>> probing(
      String probe, ReactiveStringRedisTemplate redis) {
    return Flux.interval(PROBE_PERIOD)
        .onBackpressureDrop()
        .concatMap(tick -> publish(probe, redis))
        .then(Mono.empty());
  }

  private static Mono<Long> publish(String probe, ReactiveStringRedisTemplate redis) {
    return redis
        .convertAndSend(probe, "")
        .timeout(PROBE_PERIOD)
        .onErrorResume(error -> Mono.empty()); // the silence will be noticed
  }
}
