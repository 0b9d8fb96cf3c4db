package io.parley.chat.delivery.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisURI;
import io.parley.common.id.NodeId;
import io.parley.embedded.EmbeddedRedis;
import io.parley.testing.TestRedis;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/// The bus over a Redis of its own, which goes away and comes back.
class RedisBusIT implements BusContract {

  private final EmbeddedRedis redis = TestRedis.start();
  private final List<RedisBus> buses = new ArrayList<>();
  private final List<LettuceConnectionFactory> factories = new ArrayList<>();

  @AfterEach
  void stop() {
    buses.forEach(RedisBus::close);
    factories.forEach(LettuceConnectionFactory::destroy);
    redis.stop();
  }

  @Override
  public Bus connect() {
    var uri = RedisURI.create(redis.url());
    var address = new RedisStandaloneConfiguration(uri.getHost(), uri.getPort());
    var password = uri.getCredentialsProvider().resolveCredentials().block(Duration.ofSeconds(1));
    if (password != null && password.hasPassword()) {
      address.setPassword(RedisPassword.of(password.getPassword()));
    }
    var factory =
        new LettuceConnectionFactory(
            address,
            LettuceClientConfiguration.builder()
                .clientOptions(
                    ClientOptions.builder()
                        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                        .requestQueueSize(10_000)
                        .build())
                .build());
    factory.afterPropertiesSet();
    factory.start();
    factories.add(factory);
    var bus = new RedisBus(factory, new NodeId("n" + buses.size()));
    bus.start();
    buses.add(bus);
    await(() -> isConnected(bus));
    return bus;
  }

  @Test
  void subscribeWhenRedisComesBackThenEverythingWantedIsHeardAgain() throws IOException {
    var bus = connect();
    var ear = new Ear();
    bus.listen(ear);
    bus.subscribe(List.of("a")).block(PATIENCE);
    redis.stop();
    bus.publish("a", "lost".getBytes(UTF_8));
    assertThat(bus.subscribe(List.of("b")).onErrorComplete().hasElement().block(PATIENCE))
        .isFalse();
    redis.restart();

    await(() -> hears(bus, ear, "a") && hears(bus, ear, "b"));
    assertThat(ear.resubscriptions()).isPositive();
  }

  private static boolean isConnected(Bus bus) {
    try {
      bus.subscribe(List.of("probe-of-tests")).block(Duration.ofSeconds(3));
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  private static boolean hears(Bus bus, Ear ear, String channel) {
    bus.publish(channel, "again".getBytes(UTF_8));
    var end = Instant.now().plusMillis(200);
    while (Instant.now().isBefore(end)) {
      if (!ear.isEmpty() && (channel + "=again").equals(ear.next())) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  private static void await(BooleanSupplier done) {
    var end = Instant.now().plusSeconds(40);
    while (!done.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(end);
      Thread.onSpinWait();
    }
  }
}
