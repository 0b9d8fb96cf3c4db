package io.parley.chat.log.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.chat.log.Appended;
import io.parley.chat.log.LogSettings;
import io.parley.chat.log.TryAgain;
import io.parley.chat.log.mongo.LossyProxy.Loss;
import io.parley.common.frame.MessageContent;
import io.parley.common.id.ConversationId;
import io.parley.testing.TestMongo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/// A store that does not answer fills no memory: queues are bounded, and nobody waits past the
/// deadline.
class QueueIT {

  @Test
  void appendWhenTheConversationsQueueIsFullThenTryAgainAtOnce() throws IOException {
    // What is in flight takes room on the node, but none in the conversation's queue
    assertBounded(LogNode.queue(10, 1_000, DataSize.ofMegabytes(1)), 11);
  }

  @Test
  void appendWhenTheNodesQueueIsFullThenTryAgainAtOnce() throws IOException {
    assertBounded(LogNode.queue(1_000, 10, DataSize.ofMegabytes(1)), 10);
  }

  @Test
  void appendWhenTooManyBytesWaitThenTryAgainAtOnce() throws IOException {
    assertBounded(LogNode.queue(1_000, 1_000, DataSize.ofKilobytes(10)), 10);
  }

  @Test
  void closeThenWhatWaitsAndWhatComesGetsTryAgain() throws IOException {
    String store = TestMongo.newDatabase();
    try (var proxy = new LossyProxy(store);
        var node = LogNode.on(proxy.uri())) {
      node.ensureIndexes();
      var conversation = node.conversation();
      proxy.lose(Loss.REPLY_FOR_EVER, 100);
      Mono<Appended> waiting = node.send(conversation, "ann", "m1", "hello");
      node.appender().close();
      StepVerifier.create(waiting).expectError(TryAgain.class).verify(LogNode.PATIENCE);
      StepVerifier.create(node.send(conversation, "ann", "m2", "hello"))
          .expectError(TryAgain.class)
          .verify(LogNode.PATIENCE);
    }
  }

  private static void assertBounded(LogSettings settings, int most) throws IOException {
    String store = TestMongo.newDatabase();
    try (var proxy = new LossyProxy(store);
        var node = LogNode.on(proxy.uri(), settings)) {
      node.ensureIndexes();
      var conversation = node.conversation();
      node.sent(conversation, "ann", "m0", "before");
      proxy.lose(Loss.REPLY_FOR_EVER, 1_000);
      long refusedAtOnce = refusedAtOnce(node, proxy, conversation, 100);
      assertThat(refusedAtOnce).isEqualTo(100 - most);
      assertThat(node.appender().waiting()).isEqualTo(most);
    }
  }

  /// The first one is in flight, and stays there, when the others come.
  private static long refusedAtOnce(
      LogNode node, LossyProxy proxy, ConversationId conversation, int count) {
    List<Mono<Appended>> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      var content = MessageContent.text("x".repeat(1_000));
      answers.add(
          node.appender().append(LogNode.message(conversation, "u" + i, "m1", content, null)));
      if (i == 0) {
        await().atMost(LogNode.PATIENCE).until(() -> proxy.lost() == 1);
      }
    }
    return Flux.fromIterable(answers)
        .filter(answer -> answer.materialize().toFuture().isDone())
        .count()
        .blockOptional()
        .orElse(0L);
  }
}
