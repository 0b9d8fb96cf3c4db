package io.parley.gateway.drain;

import io.parley.common.bus.Channels;
import io.parley.common.bus.GatewayDraining;
import io.parley.edge.life.Leaving;
import io.parley.gateway.connection.Tunnels;
import io.parley.gateway.setting.GatewaySettings;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/// Empties the gateway before its web server stops: tells chat nodes that it goes away, so that
/// they send the sessions that came through it elsewhere, and waits until the last tunnel has
/// closed or time is up. What is open then is cut; its client comes back by itself.
@Component
public class Drain implements Leaving {

  private static final Logger log = LoggerFactory.getLogger(Drain.class);

  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration ANNOUNCE = Duration.ofSeconds(1);

  private final GatewayId id;
  private final Tunnels tunnels;
  private final ReactiveStringRedisTemplate redis;
  private final JsonMapper json;
  private final Duration timeout;
  private volatile boolean draining;

  Drain(
      GatewayId id,
      Tunnels tunnels,
      ReactiveStringRedisTemplate redis,
      JsonMapper json,
      GatewaySettings settings) {
    this.id = id;
    this.tunnels = tunnels;
    this.redis = redis;
    this.json = json;
    this.timeout = settings.drainTimeout();
  }

  /// Whether the gateway goes away; never becomes false again.
  public boolean draining() {
    return draining;
  }

  @Override
  public Mono<Void> leave() {
    draining = true;
    log.info("draining {} sockets", tunnels.count());
    return Mono.firstWithSignal(announcing(), empty())
        .timeout(timeout, Mono.empty())
        .doFinally(signal -> cut());
  }

  /// Again and again: the bus may lose any message.
  private Mono<Void> announcing() {
    var message = json.writeValueAsString(GatewayDraining.of(id.value()));
    return Flux.interval(Duration.ZERO, ANNOUNCE)
        .onBackpressureDrop()
        .concatMap(tick -> announce(message))
        .then();
  }

  private Mono<Long> announce(String message) {
    return Mono.defer(() -> redis.convertAndSend(Channels.GATEWAYS, message))
        .timeout(ANNOUNCE)
        .doOnError(error -> log.warn("the drain cannot be announced: {}", error.toString()))
        .onErrorResume(error -> Mono.empty());
  }

  private Mono<Void> empty() {
    return Flux.interval(Duration.ZERO, LOOK).takeUntil(tick -> tunnels.count() == 0).then();
  }

  private void cut() {
    int left = tunnels.count();
    if (left > 0) {
      log.warn("{} sockets did not leave in {}", left, timeout);
      tunnels.closeAll();
    }
  }
}
