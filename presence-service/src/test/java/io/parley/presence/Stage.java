package io.parley.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.parley.embedded.EmbeddedRedis;
import io.parley.testing.TestMongo;
import io.parley.testing.TestRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/// A Redis of the test's own with nodes, replicas and a watcher on it.
public final class Stage implements AutoCloseable {

  private final EmbeddedRedis server = TestRedis.start();
  private final ClientResources resources =
      ClientResources.builder().reconnectDelay(Delay.constant(Duration.ofMillis(100))).build();
  private final RedisClient client = RedisClient.create(resources, server.url());
  private final String mongo = TestMongo.newDatabase();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Watcher watcher;
  private final RedisCommands<String, String> redis;

  public Stage() {
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .timeoutOptions(TimeoutOptions.enabled(Duration.ofSeconds(1)))
            .socketOptions(SocketOptions.builder().connectTimeout(Duration.ofSeconds(1)).build())
            .build());
    this.watcher = new Watcher(client);
    this.redis = client.connect().sync();
  }

  public static ConditionFactory eventually() {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(25))
        .pollDelay(Duration.ZERO);
  }

  /// Watchers are told these states and no others; what is published may come after who asks knows.
  public void assertTold(String user, String... states) {
    eventually().until(() -> watcher().states(user).size() >= states.length);
    assertThat(watcher().states(user)).containsExactly(states);
  }

  public Replica replica(String... properties) {
    return keep(Replica.start(server.url(), mongo, properties));
  }

  public FakeNode node() {
    return keep(FakeNode.start(client));
  }

  public FakeNode silentNode() {
    return keep(FakeNode.silent(client));
  }

  public Watcher watcher() {
    return watcher;
  }

  public EmbeddedRedis server() {
    return server;
  }

  public RedisClient client() {
    return client;
  }

  public String mongo() {
    return mongo;
  }

  public RedisCommands<String, String> redis() {
    return redis;
  }

  private <T extends AutoCloseable> T keep(T one) {
    open.addFirst(one);
    return one;
  }

  @Override
  public void close() {
    try {
      for (AutoCloseable one : open) {
        one.close();
      }
      watcher.close();
      client.shutdown(0, 1, TimeUnit.SECONDS);
      resources.shutdown(0, 1, TimeUnit.SECONDS);
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
