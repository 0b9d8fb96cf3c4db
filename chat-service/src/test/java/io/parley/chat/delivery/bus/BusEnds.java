package io.parley.chat.delivery.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.resource.ClientResources;
import io.parley.common.id.NodeId;
import io.parley.edge.redis.RedisAddress;
import io.parley.edge.redis.RedisConnections;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/// Ends of the bus over one Redis, each as if on a node of its own.
final class BusEnds implements AutoCloseable {

  private final ClientResources resources = RedisConnections.resources();
  private final ExecutorService loop = Executors.newSingleThreadExecutor();
  private final List<RedisBus> buses = new ArrayList<>();
  private final List<LettuceConnectionFactory> factories = new ArrayList<>();
  private final String url;
  private final String sentinelPassword;

  BusEnds(String url) {
    this(url, "");
  }

  BusEnds(String url, String sentinelPassword) {
    this.url = url;
    this.sentinelPassword = sentinelPassword;
  }

  RedisBus connect() {
    var factory = RedisConnections.factory(RedisAddress.parse(url), sentinelPassword, resources);
    factory.afterPropertiesSet();
    factory.start();
    factories.add(factory);
    var bus = RedisBus.among(factory, new NodeId("n-" + UUID.randomUUID()), loop);
    bus.start();
    buses.add(bus);
    await(() -> isConnected(bus));
    return bus;
  }

  static void await(BooleanSupplier done) {
    var end = Instant.now().plusSeconds(40);
    while (!done.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(end);
      Thread.onSpinWait();
    }
  }

  /// Whether what is published now arrives.
  static boolean hears(Bus from, BusContract.Ear ear, String channel) {
    from.publish(channel, "again".getBytes(UTF_8));
    var end = Instant.now().plusMillis(200);
    while (Instant.now().isBefore(end)) {
      if (!ear.isEmpty() && (channel + "=again").equals(ear.next())) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  private static boolean isConnected(Bus bus) {
    try {
      bus.subscribe(List.of("probe-of-tests")).block(Duration.ofSeconds(3));
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  @Override
  public void close() {
    buses.forEach(RedisBus::close);
    factories.forEach(LettuceConnectionFactory::destroy);
    resources.shutdown();
    loop.close();
  }
}
