package io.parley.edge.redis;

import io.parley.edge.life.Retries;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

  private static final Logger log = LoggerFactory.getLogger(Listening.class);

  private static final Duration PROBE_PERIOD = Duration.ofSeconds(3);
  private static final Duration MOST_SILENCE = Duration.ofSeconds(12);

  private Listening() {}

  /// What is published from now on, as long as the connection lives. Errors when the connection is
  /// lost or silent: subscribe again.
  public static Flux<String> to(String channel, ReactiveStringRedisTemplate redis) {
    return connected(channel, redis, _ -> {});
  }

  private static Flux<String> connected(
      String channel, ReactiveStringRedisTemplate redis, Consumer<Boolean> hears) {
    return Flux.defer(() -> listen(channel, "parley:probe:" + UUID.randomUUID(), redis, hears))
        .subscribeOn(Schedulers.boundedElastic()); // connecting blocks
  }

  /// The same for ever: listens again when the connection is lost, which is logged. What is
  /// published until then is missed.
  public static Flux<String> always(String channel, ReactiveStringRedisTemplate redis) {
    return always(channel, redis, _ -> {});
  }

  /// The same for who has to know when it misses something.
  ///
  /// @param hears is told again and again that nothing is missed as long as that is proven, and
  ///   that it is not any more when the connection is lost, 12 s later at the latest
  public static Flux<String> always(
      String channel, ReactiveStringRedisTemplate redis, Consumer<Boolean> hears) {
    return connected(channel, redis, hears)
        .retryWhen(Retries.forever(log, channel + " cannot be listened to"));
  }

  private static Flux<String> listen(
      String channel, String probe, ReactiveStringRedisTemplate redis, Consumer<Boolean> hears) {
    return redis
        .listenToChannel(channel, probe)
        .<Message<String, String>>map(message -> message)
        .mergeWith(probing(probe, redis))
        .timeout(MOST_SILENCE)
        .doOnNext(_ -> hears.accept(true))
        .doFinally(_ -> hears.accept(false))
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
