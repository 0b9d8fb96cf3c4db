package io.parley.presence.state;

import static io.parley.presence.state.Scripts.millis;

import io.parley.presence.PresenceSettings;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Lets users go offline when their time has come.
@Component
public final class Sweeper {

  private static final int BATCH = 100;

  private final Scripts scripts;
  private final RedisLink redis;
  private final PresenceSettings settings;

  Sweeper(Scripts scripts, RedisLink redis, PresenceSettings settings) {
    this.scripts = scripts;
    this.redis = redis;
    this.settings = settings;
  }

  /// One step, by any replica at any time.
  ///
  /// @return whether more are waiting
  public Mono<Boolean> sweep() {
    boolean outage = redis.outage();
    return scripts
        .run(Script.SWEEP, List.of(outage ? "1" : "0", millis(settings.settle())))
        .doOnNext(reply -> noted(outage))
        .map(reply -> Integer.parseInt(reply.getFirst()) == BATCH);
  }

  private void noted(boolean outage) {
    if (outage) {
      redis.outageNoted();
    }
  }
}
