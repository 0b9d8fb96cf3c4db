package io.parley.chat.presence;

import io.parley.chat.conversation.Memberships;
import io.parley.chat.delivery.Tasks;
import io.parley.chat.delivery.bus.RedisBus;
import io.parley.common.id.NodeId;
import io.parley.edge.InternalClients;
import io.parley.edge.ServiceTokens;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import reactor.netty.resources.LoopResources;
import tools.jackson.databind.json.JsonMapper;

/// Puts the node's part in presence together. It has a bus of its own, so that a flood of presence
/// never waits before messages.
@Configuration(proxyBeanMethods = false)
class PresenceConfiguration {

  @Bean(destroyMethod = "close")
  PresenceStream presenceStream(
      ReactiveStringRedisTemplate redis, JsonMapper json, NodeId node, Environment environment) {
    return new PresenceStream(redis, json, node, () -> url(environment));
  }

  @Bean
  NodeSessions nodeSessions(NodeId node, PresenceStream stream) {
    return new NodeSessions(node, stream::add);
  }

  @Bean
  PresenceLife presenceLife(PresenceStream stream, NodeSessions sessions) {
    return new PresenceLife(stream, sessions);
  }

  /// A script of presence-service publishes what it carries, and scripts reach no other slot than
  /// that of their keys by sharded pub/sub.
  @Bean(initMethod = "start", destroyMethod = "close", defaultCandidate = false)
  RedisBus presenceBus(LettuceConnectionFactory redis, NodeId node, LoopResources loops) {
    return RedisBus.plain(redis, new NodeId(node.value() + "-p"), loops.onClient(true).next());
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  BusWatches watches(
      @Qualifier("presenceBus") RedisBus bus,
      InternalClients clients,
      ServiceTokens tokens,
      Memberships memberships,
      JsonMapper json,
      Tasks tasks,
      Environment environment) {
    var service =
        clients.authorized(environment.getRequiredProperty("parley.presence-url"), tokens);
    return new BusWatches(bus, new PresenceClient(service), memberships, json, tasks);
  }

  private static Optional<String> url(Environment environment) {
    var named = environment.getProperty("parley.chat.node-url", "");
    return named.isEmpty()
        ? Optional.ofNullable(environment.getProperty("local.server.port"))
            .map(port -> "http://127.0.0.1:" + port)
        : Optional.of(named);
  }
}
