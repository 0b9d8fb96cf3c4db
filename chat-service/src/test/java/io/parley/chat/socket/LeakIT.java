package io.parley.chat.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.channel.ChannelOption;
import io.parley.chat.ChatNode;
import io.parley.chat.FakeAuth;
import io.parley.chat.RestClient;
import io.parley.common.id.UserId;
import io.parley.testing.TestRedis;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/// D23: sockets that came and went leave nothing behind, however they went: no session, no feed, no
/// subscription, no key in Redis, no heap and no direct memory. `./parley churn` does the same to a
/// cluster, for as long as one likes.
@Timeout(240)
class LeakIT {

  private static final int USERS = 20;
  private static final int WARM_UP = 500;
  private static final int SOCKETS = 1_500;
  private static final int AT_ONCE = 12;
  private static final double MARGIN = 0.05;

  /// The allocator gets its memory in chunks of some hundred kB, and keeps a few.
  private static final long CHUNKS = 4L << 20;

  /// Feeds stay for half a minute after their last session.
  private static final Duration QUIET_WITHIN = Duration.ofSeconds(60);

  private final AtomicInteger opened = new AtomicInteger();

  /// What is there when nobody is.
  private record Left(long heap, long direct, long keys) {}

  @Test
  void socketsWhenTheyComeAndGoThenNothingStays() throws IOException {
    try (var redis = TestRedis.start();
        var auth = FakeAuth.start()) {
      var settings = ChatNode.settings(auth);
      settings.put("REDIS_URL", redis.url());
      try (var node = ChatNode.start(settings);
          var client = RedisClient.create(redis.url());
          var commands = client.connect()) {
        var tokens = new ArrayList<String>();
        var users = new ArrayList<UserId>();
        for (int i = 0; i < USERS; i++) {
          users.add(auth.user("user" + i));
          tokens.add(auth.token(users.getLast()));
        }
        var conversation = RestClient.of(node, tokens.getFirst()).create("group", users.toArray());

        churn(node, tokens, conversation, WARM_UP);
        var before = left(node, commands.sync());
        churn(node, tokens, conversation, SOCKETS);
        var after = left(node, commands.sync());

        System.out.printf("%d sockets: before %s, after %s%n", SOCKETS, before, after);
        // A user's leases and limits end by themselves, some time after their last socket
        assertThat(after.keys()).as("keys in Redis").isLessThanOrEqualTo(before.keys() + USERS);
        assertThat((double) after.heap()).as("heap").isLessThan(before.heap() * (1 + MARGIN));
        assertThat((double) after.direct())
            .as("direct memory")
            .isLessThan(before.direct() * (1 + MARGIN) + CHUNKS);
        Awaitility.await("no subscription but the node's own")
            .atMost(QUIET_WITHIN)
            .until(() -> commands.sync().pubsubChannels("chat:c:*").isEmpty());
      }
    }
  }

  private void churn(ChatNode node, List<String> tokens, String conversation, int sockets) {
    Flux.range(0, sockets)
        .flatMap(
            _ ->
                Mono.fromRunnable(() -> visit(node, tokens, conversation))
                    .subscribeOn(Schedulers.boundedElastic()),
            AT_ONCE)
        .blockLast();
  }

  /// One socket that does a little of everything, and goes in one of the ways there are.
  private void visit(ChatNode node, List<String> tokens, String conversation) {
    int number = opened.getAndIncrement();
    var token = tokens.get(number % tokens.size());
    var client =
        HttpClient.create(ConnectionProvider.newConnection())
            .option(ChannelOption.SO_LINGER, number % 4 == 0 ? 0 : -1)
            .headers(headers -> headers.add("Authorization", "Bearer " + token));
    var socket = TestSocket.open(client, "ws://127.0.0.1:" + node.port() + "/ws");
    socket.await("welcome");
    socket.say("{'type':'watch','users':['%s']}", "user" + number);
    socket.say("{'type':'typing','conversation':'%s','on':true}", conversation);
    if (number % 10 == 0) {
      socket.send(conversation, "m" + number, "hello");
    }
    socket.settle();
    switch (number % 4) {
      case 0, 1 -> socket.cut();
      case 2 -> {
        socket.goodbye();
        socket.closeCode();
      }
      default -> {
        socket.raw("{").raw("{");
        socket.bytes(new byte[] {(byte) 0xff, 0x00, 0x00});
        socket.closeCode();
      }
    }
    socket.forget();
  }

  private static Left left(ChatNode node, RedisCommands<String, String> redis) {
    Awaitility.await("no session")
        .atMost(QUIET_WITHIN)
        .until(() -> node.bean(Sessions.class).count() == 0);
    return new Left(heapAfterCollection(), direct(), redis.dbsize());
  }

  private static long heapAfterCollection() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long direct() {
    return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
  }
}
