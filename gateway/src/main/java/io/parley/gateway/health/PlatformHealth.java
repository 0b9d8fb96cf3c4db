package io.parley.gateway.health;

import io.parley.gateway.drain.Drain;
import io.parley.gateway.node.NodePool;
import io.parley.gateway.node.NodePools;
import io.parley.gateway.node.ServiceName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/// Sums the nodes up. The platform serves while somebody can log in and chat; presence may be away,
/// but for the first 30 s, so that a platform that has just been started says UP when it is whole.
@Component
class PlatformHealth {

  private static final Duration STARTING = Duration.ofSeconds(30);

  private final NodePools pools;
  private final Drain drain;
  private final Clock clock;
  private final Instant started;
  private volatile boolean wasWhole;

  PlatformHealth(NodePools pools, Drain drain, Clock clock) {
    this.pools = pools;
    this.drain = drain;
    this.clock = clock;
    this.started = clock.instant();
  }

  /// @param components by name
  record Report(String status, Map<String, Component> components) {

    boolean isUp() {
      return status.equals(UP);
    }
  }

  /// @param nodes how many there are
  /// @param ready how many of them serve
  record Component(String status, int nodes, int ready) {}

  private static final String UP = "UP";
  private static final String DOWN = "DOWN";

  Report report() {
    var components = new LinkedHashMap<String, Component>();
    components.put(
        "gateway", drain.draining() ? new Component("DRAINING", 1, 0) : new Component(UP, 1, 1));
    pools.all().forEach(pool -> components.put(pool.service().text(), component(pool)));
    return new Report(serves() ? UP : DOWN, components);
  }

  private boolean serves() {
    boolean whole = pools.all().stream().allMatch(pool -> pool.ready() > 0);
    wasWhole = wasWhole || whole || clock.instant().isAfter(started.plus(STARTING));
    return !drain.draining()
        && wasWhole
        && pools.of(ServiceName.AUTH).ready() > 0
        && pools.of(ServiceName.CHAT).ready() > 0;
  }

  private static Component component(NodePool pool) {
    return new Component(pool.ready() > 0 ? UP : DOWN, pool.known(), pool.ready());
  }
}
