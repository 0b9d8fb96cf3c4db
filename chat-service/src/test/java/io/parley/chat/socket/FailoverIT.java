package io.parley.chat.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.cluster.SlotHash;
import io.parley.chat.ChatNode;
import io.parley.chat.FakeAuth;
import io.parley.chat.RestClient;
import io.parley.chat.delivery.bus.Bus;
import io.parley.chat.delivery.bus.BusListener;
import io.parley.testing.TestRedisCluster;
import io.parley.testing.TestRedisSentinels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// D13: Redis fails over under a stream of sends. Two nodes; whoever sends is on the first, whoever
/// reads on both. Nothing acknowledged is lost, everyone gets everything once and in order, and the
/// bus carries again within 15 s of the moment when another master is there.
class FailoverIT {

  private static final Duration BACK = Duration.ofSeconds(15);

  @Test
  void masterFreezesUnderSentinelThenNothingLostAndTheBusIsBack() {
    try (var group = TestRedisSentinels.start();
        var stage = new Stage(group.url(), group.sentinelPassword())) {
      stage.awaitByBus();
      int frozen = group.freezeMaster();
      long frozenAt = System.nanoTime();
      group.awaitOtherMaster(frozen);

      stage.awaitBack("Sentinel", frozenAt, System.nanoTime());
      group.wake(frozen);
      group.awaitReplica(frozen);
      stage.awaitByBus();

      stage.judge();
    }
  }

  @Test
  void masterFreezesInAClusterThenNothingLostAndTheBusIsBack() {
    try (var cluster = TestRedisCluster.replicated().orElseGet(FailoverIT::skip);
        var stage = new Stage(cluster.url(), "")) {
      stage.awaitByBus();
      int frozen = cluster.freezeMasterOf(stage.slot());
      long frozenAt = System.nanoTime();
      cluster.awaitOtherMaster(stage.slot(), frozen);

      stage.awaitBack("cluster", frozenAt, System.nanoTime());
      cluster.wake(frozen);
      cluster.awaitReplica(frozen);
      stage.awaitByBus();

      stage.judge();
    }
  }

  @Test
  void slotMovesUnderTrafficThenNothingLostAndTheBusIsBack() {
    try (var cluster = TestRedisCluster.masters().orElseGet(FailoverIT::skip);
        var stage = new Stage(cluster.url(), "")) {
      for (int round = 0; round < 3; round++) {
        stage.awaitByBus();
        long movedAt = System.nanoTime();
        cluster.move(stage.slot());

        stage.awaitBack("slot move", movedAt, System.nanoTime());
      }
      stage.awaitByBus();

      stage.judge();
    }
  }

  private static TestRedisCluster skip() {
    Assumptions.abort("no redis-server of Redis 7 on the path, which a cluster takes");
    throw new IllegalStateException();
  }

  /// Two nodes on one Redis, and somebody who sends without end.
  private static final class Stage implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PACE = Duration.ofMillis(10);

    private final FakeAuth auth = FakeAuth.start();
    private final List<ChatNode> nodes = new ArrayList<>();
    private final List<TestSocket> readers = new ArrayList<>();
    private final AtomicBoolean enough = new AtomicBoolean();
    private final AtomicInteger acked = new AtomicInteger();
    private final AtomicLong arrivedAt = new AtomicLong();
    private final AtomicInteger arrived = new AtomicInteger();
    private final TestSocket sender;
    private final RestClient rest;
    private final String conversation;
    private final Thread sending;

    Stage(String redisUrl, String sentinelPassword) {
      var settings = ChatNode.settings(auth);
      settings.put("REDIS_URL", redisUrl);
      settings.put("REDIS_SENTINEL_PASSWORD", sentinelPassword);
      settings.put("PARLEY_LIMIT_FRAMES_PER_SECOND", "0");
      nodes.add(ChatNode.start(settings));
      nodes.add(ChatNode.start(settings));
      var ann = auth.user("ann");
      var ben = auth.user("ben");
      var cat = auth.user("cat");
      rest = RestClient.of(nodes.getFirst(), auth.token(ann));
      conversation = rest.create("group", ben, cat);
      readers.add(TestSocket.open(nodes.getFirst(), auth.token(ben)));
      readers.add(TestSocket.open(nodes.getLast(), auth.token(cat)));
      readers.forEach(reader -> reader.await("welcome"));
      nodes.getLast().bean("bus", Bus.class).listen(new Ear());
      sender = TestSocket.open(nodes.getFirst(), auth.token(ann));
      sending = new Thread(this::send, "sender");
      sending.start();
    }

    /// The slot of the conversation's channel.
    int slot() {
      return SlotHash.getSlot(channel());
    }

    private String channel() {
      return "chat:c:" + conversation;
    }

    private void send() {
      for (int n = 1; !enough.get(); n++) {
        sender.send(conversation, "m" + n, "" + n);
        acked.incrementAndGet();
        LockSupport.parkNanos(PACE.toNanos());
      }
    }

    /// Hears what the other node's bus hears: the sender's node publishes, and it alone.
    private final class Ear implements BusListener {

      @Override
      public void received(String channel, byte[] message) {
        if (channel.equals(channel())) {
          arrivedAt.set(System.nanoTime());
          arrived.incrementAndGet();
        }
      }

      @Override
      public void resubscribed() {
        // feeds compare heads by themselves
      }
    }

    /// Returns when some more came over the bus.
    void awaitByBus() {
      int before = arrived.get();
      Awaitility.await().atMost(PATIENCE).until(() -> arrived.get() >= before + 20);
    }

    void awaitBack(String what, long brokenAt, long otherAt) {
      Awaitility.await()
          .pollInterval(Duration.ofMillis(10))
          .atMost(PATIENCE)
          .until(() -> arrivedAt.get() > otherAt);
      long backAt = arrivedAt.get();
      System.out.printf(
          "D13 %s: bus back %d ms after the fault, %d ms after the other master; %d acknowledged%n",
          what, millis(brokenAt, backAt), millis(otherAt, backAt), acked.get());
      assertThat(Duration.ofNanos(backAt - otherAt)).isLessThan(BACK);
    }

    private static long millis(long from, long to) {
      return Duration.ofNanos(to - from).toMillis();
    }

    /// Everything acknowledged is in the log, and with every reader once and in order.
    void judge() {
      enough.set(true);
      join(sending);
      long head = rest.get("/api/conversations/{id}", conversation).number("/head");
      assertThat(head).isEqualTo(acked.get());
      var all = LongStream.rangeClosed(1, head).boxed().toList();
      for (var reader : readers) {
        reader.awaitCame(
            frame ->
                frame.path("type").stringValue("").equals("message")
                    && frame.path("sequence").longValue(0) == head,
            "the last message");
        assertThat(reader.all("message"))
            .extracting(message -> message.get("sequence").longValue())
            .isEqualTo(all);
        assertThat(reader.all("message"))
            .extracting(message -> message.get("text").stringValue())
            .isEqualTo(all.stream().map(String::valueOf).toList());
      }
    }

    private static void join(Thread thread) {
      try {
        thread.join(PATIENCE);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      enough.set(true);
      sender.close();
      readers.forEach(TestSocket::close);
      nodes.forEach(ChatNode::close);
      auth.close();
    }
  }
}
