package io.parley.chat.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelOption;
import io.parley.chat.ChatNode;
import io.parley.chat.FakeAuth;
import io.parley.chat.RestClient;
import io.parley.chat.log.Appender;
import io.parley.chat.log.Draft;
import io.parley.chat.log.EventDraft;
import io.parley.common.frame.MessageContent;
import io.parley.common.id.ClientMessageId;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import io.parley.common.problem.CloseCode;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/// D16: 50 clients that stop reading a conversation of 2,000 messages a second are closed with 4002
/// within 30 s, the others get everything in order, and memory does not grow. Prints how long the
/// others waited before and meanwhile.
class SlowReadersIT {

  private static final int SLOW = 50;
  private static final int QUICK = 3;
  private static final Duration CLOSED_WITHIN = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final int A_PAUSE = 100;
  private static final long MEMORY = 64L << 20;
  private static final Duration ALONE = Duration.ofSeconds(4);

  private final List<Long> sent = new CopyOnWriteArrayList<>();

  @Test
  void slowReadersWhenTheyStopReadingThenOnlyTheyAreClosed() {
    try (var auth = FakeAuth.start()) {
      var settings = ChatNode.settings(auth);
      settings.put("PARLEY_LIMIT_SOCKETS", "0");
      try (var node = ChatNode.start(settings)) {
        var ann = auth.user("ann");
        var ben = auth.user("ben");
        var conversation = RestClient.of(node, auth.token(ann)).create("group", ben);
        var token = auth.token(ben);
        var quick = IntStream.range(0, QUICK).mapToObj(_ -> TestSocket.open(node, token)).toList();
        quick.forEach(socket -> socket.await("welcome"));
        var appender = node.bean(Appender.class);
        Flux.interval(PAUSE)
            .onBackpressureDrop()
            .concatMap(_ -> burst(appender, ann, conversation))
            .takeUntilOther(Mono.delay(ALONE))
            .blockLast();
        int alone = sent.size();
        var slow = IntStream.range(0, SLOW).mapToObj(_ -> narrow(node, token)).toList();
        slow.forEach(socket -> socket.await("welcome"));
        var before = usedAfterCollection();

        slow.forEach(socket -> socket.stall(true));
        var sessions = node.bean(Sessions.class).of(ben);
        var stopped = System.nanoTime();
        Flux.interval(PAUSE)
            .onBackpressureDrop()
            .concatMap(_ -> burst(appender, ann, conversation))
            .takeUntil(_ -> closed(sessions) == SLOW)
            .takeUntilOther(Mono.delay(CLOSED_WITHIN.plusSeconds(1)))
            .blockLast();

        assertThat(closed(sessions)).as("closed with 4002").isEqualTo(SLOW);
        assertThat(Duration.ofNanos(System.nanoTime() - stopped)).isLessThan(CLOSED_WITHIN);
        var all = LongStream.rangeClosed(1, sent.size()).boxed().toList();
        for (var socket : quick) {
          assertThat(socket.awaitAll("message", sent.size()))
              .extracting(frame -> frame.get("sequence").longValue())
              .isEqualTo(all);
          assertThat(socket.isOpen()).isTrue();
          System.out.printf(
              "p99 of a reader: %d ms, and %d ms beside %d that stopped reading%n",
              p99(socket, 0, alone), p99(socket, alone, sent.size()), SLOW);
          socket.close();
        }
        slow.forEach(socket -> socket.stall(false));
        assertThat(slow).extracting(TestSocket::closeCode).containsOnly(4002);
        quick.forEach(TestSocket::forget);
        slow.forEach(TestSocket::forget);
        assertThat(usedAfterCollection() - before).as("bytes more").isLessThan(MEMORY);
      }
    }
  }

  private static TestSocket narrow(ChatNode node, String token) {
    var client =
        HttpClient.create()
            .option(ChannelOption.SO_RCVBUF, 16_384)
            .headers(headers -> headers.add("Authorization", "Bearer " + token));
    return TestSocket.open(client, "ws://127.0.0.1:" + node.port() + "/ws");
  }

  private Mono<Integer> burst(Appender appender, UserId by, String conversation) {
    return Flux.range(0, A_PAUSE)
        .map(_ -> nextId())
        .flatMap(id -> appender.append(draft(by, conversation, id)), A_PAUSE)
        .then(Mono.fromSupplier(sent::size));
  }

  private ClientMessageId nextId() {
    sent.add(System.nanoTime());
    return new ClientMessageId("m" + sent.size());
  }

  /// In milliseconds, of the messages from one on to another, not included.
  private long p99(TestSocket socket, int from, int to) {
    var arrivals = socket.arrivals();
    var waits =
        IntStream.range(from, to)
            .mapToLong(n -> arrivals.getOrDefault(n + 1L, Long.MAX_VALUE) - sent.get(n))
            .sorted()
            .toArray();
    return Duration.ofNanos(waits[waits.length * 99 / 100]).toMillis();
  }

  private static Draft draft(UserId by, String conversation, ClientMessageId id) {
    return new Draft(
        new ConversationId(conversation),
        by,
        Draft.messageKey(by, id),
        new EventDraft.MessageSent(id, MessageContent.text("x".repeat(2_000))),
        null);
  }

  private static long closed(Collection<Dialogue> sessions) {
    return sessions.stream()
        .filter(dialogue -> dialogue.session().closing() == CloseCode.SLOW_CONSUMER)
        .count();
  }

  private static long usedAfterCollection() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
