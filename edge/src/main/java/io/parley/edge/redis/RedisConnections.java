package io.parley.edge.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.SocketOptions.TcpUserTimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.EventLoopGroupProvider;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/// How every connection to Redis is made.
public final class RedisConnections {

  private static final Duration COMMAND = Duration.ofSeconds(2);
  private static final Duration CONNECT = Duration.ofSeconds(2);

  /// Whoever asked has given up by then: commands time out after 2 s.
  private static final Duration SILENCE = Duration.ofSeconds(5);

  /// For what the kernel cannot deliver at all.
  private static final Duration UNDELIVERED = Duration.ofSeconds(10);

  /// A host that is gone is noticed within 15 s by who only listens, too.
  private static final Duration IDLE = Duration.ofSeconds(6);

  private static final Duration TOPOLOGY_PERIOD = Duration.ofSeconds(5);
  private static final Duration TOPOLOGY_PAUSE = Duration.ofMillis(500);
  private static final Duration RECONNECT = Duration.ofMillis(300);
  private static final int QUEUE = 10_000;

  private RedisConnections() {}

  /// Threads and timers of one process. Lettuce would wait up to 30 s before it connects again
  /// after a long outage; all is to be well within 10 s of the end of one. To be shut down by its
  /// owner.
  public static ClientResources resources() {
    return resources(null);
  }

  /// The same.
  ///
  /// @param loops the event loops; null for some of its own
  static ClientResources resources(@Nullable EventLoopGroupProvider loops) {
    var resources =
        ClientResources.builder()
            .reconnectDelay(Delay.constant(RECONNECT))
            .nettyCustomizer(new SilentConnections(SILENCE, System::nanoTime));
    return (loops == null ? resources : resources.eventLoopGroupProvider(loops)).build();
  }

  /// A factory that connects at its first use, and blocks then. It has yet to be initialized and
  /// started, as a bean is.
  ///
  /// @param sentinelPassword of the Sentinels themselves; empty for none
  public static LettuceConnectionFactory factory(
      RedisAddress address, String sentinelPassword, ClientResources resources) {
    var client =
        LettuceClientConfiguration.builder()
            .clientResources(resources)
            .commandTimeout(COMMAND)
            .clientOptions(address.isCluster() ? clusterOptions() : options());
    if (address.tls()) {
      client.useSsl();
    }
    return new LettuceConnectionFactory(place(address, sentinelPassword), client.build());
  }

  /// One node of a factory's cluster, with the login and TLS of all of them. The topology of the
  /// client names nodes without.
  public static RedisURI node(LettuceConnectionFactory factory, String host, int port) {
    var node =
        RedisURI.builder()
            .withHost(host)
            .withPort(port)
            .withSsl(factory.isUseSsl())
            .withTimeout(COMMAND);
    var cluster = factory.getClusterConfiguration();
    if (cluster != null && cluster.getPassword().isPresent()) {
      var user = cluster.getUsername();
      var password = cluster.getPassword().get();
      if (user == null) {
        node.withPassword(password);
      } else {
        node.withAuthentication(user, password);
      }
    }
    return node.build();
  }

  private static RedisConfiguration place(RedisAddress address, String sentinelPassword) {
    return switch (address.shape()) {
      case STANDALONE -> single(address);
      case SENTINEL -> group(address, sentinelPassword);
      case CLUSTER -> cluster(address);
    };
  }

  private static RedisConfiguration single(RedisAddress address) {
    var host = address.hosts().getFirst();
    var place = new RedisStandaloneConfiguration(host.name(), host.port());
    place.setDatabase(address.database());
    if (!address.user().isEmpty()) {
      place.setUsername(address.user());
    }
    place.setPassword(password(address.password()));
    return place;
  }

  private static RedisConfiguration group(RedisAddress address, String sentinelPassword) {
    var place = new RedisSentinelConfiguration();
    place.setMaster(address.master());
    address.hosts().forEach(host -> place.addSentinel(new RedisNode(host.name(), host.port())));
    place.setDatabase(address.database());
    if (!address.user().isEmpty()) {
      place.setUsername(address.user());
    }
    place.setPassword(password(address.password()));
    place.setSentinelPassword(password(sentinelPassword));
    return place;
  }

  private static RedisConfiguration cluster(RedisAddress address) {
    var place = new RedisClusterConfiguration();
    address.hosts().forEach(host -> place.addClusterNode(new RedisNode(host.name(), host.port())));
    if (!address.user().isEmpty()) {
      place.setUsername(address.user());
    }
    place.setPassword(password(address.password()));
    return place;
  }

  private static RedisPassword password(String text) {
    return text.isEmpty() ? RedisPassword.none() : RedisPassword.of(text);
  }

  private static ClientOptions options() {
    return bounded(ClientOptions.builder()).build();
  }

  /// Asks the nodes for the topology every 5 s, and at once when a slot has moved or a node cannot
  /// be reached.
  private static ClientOptions clusterOptions() {
    var refresh =
        ClusterTopologyRefreshOptions.builder()
            .enablePeriodicRefresh(TOPOLOGY_PERIOD)
            .enableAllAdaptiveRefreshTriggers()
            .adaptiveRefreshTriggersTimeout(TOPOLOGY_PAUSE)
            .refreshTriggersReconnectAttempts(1)
            .build();
    var options = ClusterClientOptions.builder();
    bounded(options);
    return options.topologyRefreshOptions(refresh).build();
  }

  /// Lettuce would keep commands without bound while Redis is away and send them, stale, when it is
  /// back.
  private static ClientOptions.Builder bounded(ClientOptions.Builder options) {
    return options
        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
        .requestQueueSize(QUEUE)
        .socketOptions(
            SocketOptions.builder()
                .connectTimeout(CONNECT)
                .keepAlive(
                    KeepAliveOptions.builder()
                        .enable()
                        .idle(IDLE)
                        .interval(Duration.ofSeconds(3))
                        .count(3)
                        .build())
                .tcpUserTimeout(
                    TcpUserTimeoutOptions.builder().enable().tcpUserTimeout(UNDELIVERED).build())
                .build());
  }
}
