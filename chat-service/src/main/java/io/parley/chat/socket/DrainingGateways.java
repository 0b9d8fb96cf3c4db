package io.parley.chat.socket;

import io.parley.common.bus.Channels;
import io.parley.common.bus.GatewayDraining;
import io.parley.common.problem.CloseCode;
import io.parley.edge.life.Background;
import io.parley.edge.redis.Listening;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Lets the sessions go that came through a gateway which goes away.
@Component
final class DrainingGateways implements Background {

  private static final Logger log = LoggerFactory.getLogger(DrainingGateways.class);

  private final Drain drain;
  private final ReactiveStringRedisTemplate redis;
  private final JsonMapper json;
  private final Set<Session> leaving = ConcurrentHashMap.newKeySet();
  private final Work work = new Work();

  DrainingGateways(Drain drain, ReactiveStringRedisTemplate redis, JsonMapper json) {
    this.drain = drain;
    this.redis = redis;
    this.json = json;
  }

  @Override
  public Disposable begin() {
    return Listening.always(Channels.GATEWAYS, redis).subscribe(this::hear);
  }

  @Override
  public Work work() {
    return work;
  }

  /// A gateway says it every second; each session leaves once.
  private void hear(String message) {
    try {
      var said = json.readValue(message, GatewayDraining.class);
      var through =
          drain.all().stream()
              .filter(session -> said.gateway().equals(session.gateway()))
              .filter(leaving::add)
              .toList();
      if (!through.isEmpty()) {
        log.info("gateway {} drains, {} sockets leave", said.gateway(), through.size());
        drain.run(
            drain
                .letGo(through, CloseCode.GOING_AWAY)
                .doFinally(_ -> through.forEach(leaving::remove)));
      }
    } catch (JacksonException e) {
      log.warn("a gateway's word cannot be read: {}", e.getOriginalMessage());
    }
  }
}
