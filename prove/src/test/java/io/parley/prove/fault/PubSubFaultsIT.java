package io.parley.prove.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.parley.testing.TestRedis;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Publishes through the proxy, on a real Redis.
class PubSubFaultsIT {

  private static final int PUBLISHES = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final PubSubFaults faults = new PubSubFaults(new Random(3));
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private FaultProxy proxy;
  private RedisClient client;

  @BeforeEach
  void start() {
    var real = RedisURI.create(TestRedis.url());
    proxy =
        new FaultProxy(
            Framing.RESP,
            new InetSocketAddress(real.getHost(), real.getPort()),
            () -> faults,
            new Random(4));
    real.setHost("127.0.0.1");
    real.setPort(proxy.port());
    client = RedisClient.create(real);
    var listening = client.connectPubSub();
    listening.addListener(
        new RedisPubSubAdapter<>() {
          @Override
          public void message(String channel, String message) {
            heard.add(message);
          }
        });
    listening.sync().subscribe("c");
  }

  @AfterEach
  void stop() {
    client.shutdown(0, 5, TimeUnit.SECONDS);
    proxy.close();
  }

  @Test
  void swallowThenAShareReachesNobodyAndEveryCommandKeepsItsAnswer() {
    faults.swallow(0.3);

    var answers = publishAll();

    long swallowed = faults.swallowed();
    assertThat(swallowed).isBetween(PUBLISHES / 5L, PUBLISHES / 2L);
    assertThat(answers.stream().filter(reached -> reached == 0)).hasSize((int) swallowed);
    Awaitility.await().atMost(PATIENCE).until(() -> heard.size() == PUBLISHES - swallowed);
    assertThat(heard).doesNotHaveDuplicates();
  }

  @Test
  void swallowAllOfSomeChannelsThenTheOthersPass() {
    faults.swallowAll("c"::equals);

    try (var connection = client.connect()) {
      assertThat(connection.sync().publish("c", "lost")).isZero();
      faults.swallowAll(_ -> false);
      assertThat(connection.sync().publish("c", "heard")).isOne();
    }
    Awaitility.await().atMost(PATIENCE).until(() -> heard.equals(List.of("heard")));
  }

  @Test
  void doublingThenAShareComesTwice() {
    faults.doubling(0.3);

    publishAll();

    long doubled = faults.doubled();
    assertThat(doubled).isPositive();
    Awaitility.await().atMost(PATIENCE).until(() -> heard.size() == PUBLISHES + faults.doubled());
    assertThat(heard).containsAll(all());
  }

  @Test
  void reorderThenAllComeInAnotherOrder() {
    faults.reorder(0.3, Duration.ofMillis(200));

    publishAll();

    Awaitility.await().atMost(PATIENCE).until(() -> heard.size() == PUBLISHES);
    assertThat(heard).containsExactlyInAnyOrderElementsOf(all()).isNotEqualTo(all());
  }

  @Test
  void noFaultThenEverythingPassesInOrder() {
    publishAll();

    Awaitility.await().atMost(PATIENCE).until(() -> heard.size() == PUBLISHES);
    assertThat(heard).isEqualTo(all());
  }

  /// Pipelined, so that answers have to be in the right order.
  private List<Long> publishAll() {
    try (var connection = client.connect()) {
      var pending = all().stream().map(one -> connection.async().publish("c", one)).toList();
      var answers = new ArrayList<Long>();
      pending.forEach(one -> answers.add(one.toCompletableFuture().join()));
      assertThat(connection.sync().echo("end")).isEqualTo("end");
      return answers;
    }
  }

  private static List<String> all() {
    return IntStream.range(0, PUBLISHES).mapToObj(Integer::toString).toList();
  }
}
