package io.parley.chat.log.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.log.Appended;
import io.parley.chat.log.Draft;
import io.parley.chat.log.LogEvent;
import io.parley.chat.log.TryAgain;
import io.parley.chat.log.mongo.LossyProxy.Loss;
import io.parley.common.frame.MessageContent;
import io.parley.common.id.ConversationId;
import io.parley.common.id.SessionId;
import io.parley.testing.TestMongo;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;
import reactor.test.StepVerifier;
import reactor.util.retry.Retry;

/// A write whose answer is lost is neither success nor failure: the log finds out, or says
/// `try-again`.
class UnknownOutcomeIT {

  private static final SessionId SESSION = new SessionId("s1");

  private LossyProxy proxy;
  private LogNode node;
  private LogNode other;

  @BeforeEach
  void start() throws IOException {
    String store = TestMongo.newDatabase();
    proxy = new LossyProxy(store);
    node = LogNode.on(proxy.uri(), LogNode.settings(Duration.ofSeconds(5), Duration.ofSeconds(2)));
    other = LogNode.on(store);
    other.ensureIndexes();
  }

  @AfterEach
  void stop() throws IOException {
    node.close();
    other.close();
    proxy.close();
  }

  @Test
  void appendWhenReplyIsLostThenFoundAndAcknowledgedOnce() {
    var conversation = node.conversation();
    for (Loss loss : List.of(Loss.REPLY, Loss.REPLY_FOR_EVER)) {
      proxy.lose(loss, 1);
      Appended appended =
          Objects.requireNonNull(
              node.send(conversation, "ann", loss.name(), "hello").block(LogNode.PATIENCE));
      assertThat(appended.duplicate()).isFalse();
      assertThat(other.all(conversation).getLast()).isEqualTo(appended.event());
    }
    assertThat(other.all(conversation)).hasSize(2);
    assertThat(node.heard).extracting(heard -> heard.event().sequence()).containsExactly(1L, 2L);
  }

  @Test
  void appendWhenRequestIsLostThenTryAgainAndTheSameKeyStoresIt() {
    var conversation = node.conversation();
    proxy.lose(Loss.REQUEST, 1);
    StepVerifier.create(node.send(conversation, "ann", "m1", "hello"))
        .expectErrorSatisfies(UnknownOutcomeIT::isTryAgain)
        .verify(LogNode.PATIENCE);
    assertThat(other.all(conversation)).isEmpty();
    assertThat(node.sent(conversation, "ann", "m1", "hello").sequence()).isEqualTo(1);
  }

  @Test
  void appendWhenManyShareALostWriteThenEachIsStoredOnce() {
    var conversations = IntStream.range(0, 50).mapToObj(_ -> node.conversation()).toList();
    proxy.lose(Loss.REPLY, 4);
    var appended =
        Flux.fromIterable(conversations)
            .flatMap(
                conversation ->
                    again(node, LogNode.message(conversation, "ann", "m1", text("hello"), null)),
                50)
            .collectList()
            .block(LogNode.PATIENCE);
    assertThat(appended).hasSize(50);
    for (ConversationId conversation : conversations) {
      assertThat(other.all(conversation)).hasSize(1);
    }
  }

  @Test
  void appendWhenAnEarlierOneOfTheSessionGotTryAgainThenItDoesNotOvertake() {
    var conversation = node.conversation();
    proxy.lose(Loss.REQUEST, 1);
    List<Mono<Appended>> answers =
        IntStream.range(0, 20).mapToObj(i -> append(conversation, i)).toList();
    List<Signal<Appended>> outcomes =
        Flux.fromIterable(answers)
            .flatMapSequential(Mono::materialize, 20)
            .collectList()
            .block(LogNode.PATIENCE);
    assertThat(outcomes).allSatisfy(one -> isTryAgain(one.getThrowable()));
    StepVerifier.create(append(conversation, 20))
        .expectErrorSatisfies(UnknownOutcomeIT::isTryAgain)
        .verify(LogNode.PATIENCE);
    for (int i = 0; i <= 20; i++) {
      assertThat(append(conversation, i).block(LogNode.PATIENCE)).isNotNull();
    }
    assertThat(other.all(conversation))
        .extracting(LogEvent::key)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(0, 20).mapToObj(i -> "ann:m" + i).toList());
  }

  @Test
  void settleWhenTheReplyIsStillMissingThenAcknowledgedAndOriginKnown() {
    var conversation = node.conversation();
    proxy.lose(Loss.REPLY_FOR_EVER, 1);
    Mono<Appended> answer = append(conversation, 0);
    LogEvent seen =
        Objects.requireNonNull(
            other
                .events()
                .read(conversation, 0, 1)
                .filter(events -> !events.isEmpty())
                .repeatWhenEmpty(again -> again.delayElements(Duration.ofMillis(10)))
                .map(List::getFirst)
                .block(LogNode.PATIENCE));
    assertThat(node.appender().settle(seen)).isEqualTo(SESSION);
    StepVerifier.create(answer)
        .assertNext(appended -> assertThat(appended.event()).isEqualTo(seen))
        .expectComplete()
        .verify(Duration.ofMillis(1_500));
    assertThat(other.appender().settle(seen)).isNull();
  }

  @Test
  void appendWhenTheStoreIsAwayThenTryAgainInTimeAndWellAfterIt() {
    var conversation = node.conversation();
    node.sent(conversation, "ann", "m0", "before");
    proxy.away(true);
    var outcomes =
        Flux.range(1, 20)
            .flatMap(i -> node.send(conversation, "ann", "m" + i, "away").materialize(), 20)
            .collectList()
            .block(Duration.ofSeconds(8));
    assertThat(outcomes).allSatisfy(one -> isTryAgain(one.getThrowable()));
    assertThat(node.appender().waiting()).isZero();
    proxy.away(false);
    for (int i = 1; i <= 20; i++) {
      persistently(node, LogNode.message(conversation, "ann", "m" + i, text("away"), null));
    }
    assertThat(other.all(conversation)).hasSize(21);
  }

  @Test
  void appendWhenConnectionsBreakAtRandomThenEverythingOnceDenseAndInOrder() {
    long seed = System.nanoTime();
    System.out.println("[parley tests] broken connections, seed " + seed);
    var random = new Random(seed);
    var conversation = node.conversation();
    var trouble = Flux.interval(Duration.ofMillis(400)).doOnNext(_ -> trouble(random)).subscribe();
    var sent = new AtomicInteger();
    Flux.range(0, 8)
        .flatMap(
            writer ->
                Flux.range(0, 12)
                    .concatMap(
                        i ->
                            again(
                                writer % 4 == 3 ? other : node,
                                LogNode.message(
                                    conversation, "u" + writer, "m" + i, text("t" + i), null)))
                    .doOnNext(_ -> sent.incrementAndGet()),
            8)
        .blockLast(Duration.ofMinutes(2));
    trouble.dispose();
    assertThat(sent).hasValue(96);
    List<LogEvent> events = other.all(conversation);
    assertThat(events).hasSize(96);
    Map<String, Integer> last = new HashMap<>();
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).sequence()).isEqualTo(i + 1);
      assertThat(events.get(i).messages()).isEqualTo(i + 1);
      String[] key = events.get(i).key().split(":m", 2);
      assertThat(Integer.parseInt(key[1])).isEqualTo(last.getOrDefault(key[0], -1) + 1);
      last.put(key[0], Integer.parseInt(key[1]));
    }
  }

  private void trouble(Random random) {
    switch (random.nextInt(4)) {
      case 0 -> proxy.lose(Loss.REPLY, 1);
      case 1 -> proxy.lose(Loss.REQUEST, 1);
      case 2 -> proxy.lose(Loss.REPLY_FOR_EVER, 1);
      default -> proxy.cutAll();
    }
  }

  private Mono<Appended> append(ConversationId conversation, int number) {
    return node.appender()
        .append(LogNode.message(conversation, "ann", "m" + number, text("t" + number), SESSION));
  }

  private static void persistently(LogNode at, Draft draft) {
    assertThat(again(at, draft).block(LogNode.PATIENCE)).isNotNull();
  }

  /// As a client does it: the same draft again after `try-again`.
  private static Mono<Appended> again(LogNode at, Draft draft) {
    return Mono.defer(() -> at.appender().append(draft))
        .retryWhen(Retry.fixedDelay(100, Duration.ofMillis(50)).filter(TryAgain.class::isInstance));
  }

  private static MessageContent text(String text) {
    return MessageContent.text(text);
  }

  private static void isTryAgain(@Nullable Throwable error) {
    assertThat(error).isInstanceOf(TryAgain.class);
    assertThat(((TryAgain) Objects.requireNonNull(error)).after()).isPositive();
  }
}
