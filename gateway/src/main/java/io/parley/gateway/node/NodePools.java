package io.parley.gateway.node;

import io.parley.edge.setting.EdgeSettings;
import io.parley.gateway.setting.GatewaySettings;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/// All services' nodes.
@Component
public class NodePools {

  private final Map<ServiceName, NodePool> pools = new EnumMap<>(ServiceName.class);

  NodePools(EdgeSettings edge, GatewaySettings settings) {
    add(new NodePool(ServiceName.AUTH, List.of(edge.authUrl())));
    add(new NodePool(ServiceName.CHAT, settings.chatUrls()));
    add(new NodePool(ServiceName.PRESENCE, List.of(settings.presenceUrl())));
  }

  public NodePool of(ServiceName service) {
    return Objects.requireNonNull(pools.get(service));
  }

  public Collection<NodePool> all() {
    return pools.values();
  }

  private void add(NodePool pool) {
    pools.put(pool.service(), pool);
  }
}
