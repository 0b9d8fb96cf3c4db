package io.parley.chat.log.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.log.Appended;
import io.parley.chat.log.ContentDiffers;
import io.parley.chat.log.LogEvent;
import io.parley.common.frame.EventFrame;
import io.parley.common.frame.MessageContent;
import io.parley.common.id.ConversationId;
import io.parley.common.id.MessageId;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/// What an append promises, on one node and on two that share a store.
class AppendIT {

  private static LogNode node;
  private static LogNode other;

  @BeforeAll
  static void start() {
    var two = LogNode.two();
    node = two.getFirst();
    other = two.getLast();
  }

  @AfterAll
  static void stop() {
    node.close();
    other.close();
  }

  @Test
  void appendThenNextSequenceAndSameEventInStore() {
    var conversation = node.conversation();
    LogEvent first = node.sent(conversation, "ann", "m1", "hello");
    LogEvent second = node.sent(conversation, "ben", "m1", "hi");
    assertThat(List.of(first.sequence(), second.sequence())).containsExactly(1L, 2L);
    assertThat(second.messages()).isEqualTo(2);
    assertThat(node.all(conversation)).containsExactly(first, second);
    assertThat(other.all(conversation)).containsExactly(first, second);
  }

  @Test
  void heardThenTheNextAppendFindsItsPlaceAtOnce() {
    var conversation = node.conversation();
    other.sent(conversation, "ben", "m0", "so that it is awake here");
    other.commands.clear();
    for (int i = 1; i <= 3; i++) {
      var elsewhere = node.sent(conversation, "ann", "m" + i, "hello");
      other
          .hearsay()
          .heard(conversation, elsewhere.sequence(), elsewhere.tally(), node.id(), false);
      var here = other.sent(conversation, "ben", "m" + i, "hi");
      assertThat(here.sequence()).isEqualTo(elsewhere.sequence() + 1);
      assertThat(here.messages()).isEqualTo(elsewhere.messages() + 1);
    }
    assertThat(other.commands)
        .filteredOn(command -> Set.of("insert", "find").contains(command.getFirstKey()))
        .extracting(BsonDocument::getFirstKey)
        .containsExactly("insert", "insert", "insert");
  }

  @Test
  void appendWhenContentHasEverythingThenAllOfItIsKept() {
    var conversation = node.conversation();
    node.sent(conversation, "ann", "m1", "first");
    var content =
        new MessageContent(
            "ünï 🎉 \u0000",
            new MessageId(conversation, 1),
            "[{\"id\":\"a1\"}]",
            List.of(new UserId("ben"), new UserId("cleo")),
            "{\"b\": 1.50, \"a\": [1, {\"d\":2,\"c\":null}]}");
    append(node, LogNode.message(conversation, "ann", "m2", content, null));
    var stored = (EventFrame.Message) other.all(conversation).getLast().frame();
    assertThat(stored.message().content()).isEqualTo(content);
    assertThat(stored.message().clientMessageId().value()).isEqualTo("m2");
  }

  @Test
  void appendWhenKeyIsStoredThenTheStoredOneAsDuplicate() {
    var conversation = node.conversation();
    LogEvent first = node.sent(conversation, "ann", "m1", "hello");
    node.sent(conversation, "ben", "m1", "hello");
    for (LogNode at : List.of(node, other)) {
      Appended again =
          append(
              at, LogNode.message(conversation, "ann", "m1", MessageContent.text("hello"), null));
      assertThat(again.duplicate()).isTrue();
      assertThat(again.event()).isEqualTo(first);
    }
    assertThat(node.all(conversation)).hasSize(2);
  }

  @Test
  void appendWhenJsonIsOnlyWrittenOtherwiseThenDuplicate() {
    var conversation = node.conversation();
    var one = custom("{\"a\":1,\"b\":[{\"x\":2,\"y\":3}]}");
    var same = custom("{ \"b\" : [ {\"y\":3, \"x\":2} ], \"a\" : 1 }");
    var different = custom("{\"a\":1,\"b\":[{\"x\":2,\"y\":4}]}");
    append(node, LogNode.message(conversation, "ann", "m1", one, null));
    assertThat(append(node, LogNode.message(conversation, "ann", "m1", same, null)).duplicate())
        .isTrue();
    StepVerifier.create(
            node.appender().append(LogNode.message(conversation, "ann", "m1", different, null)))
        .verifyError(ContentDiffers.class);
  }

  @Test
  void appendWhenKeyIsStoredWithOtherContentThenContentDiffers() {
    var conversation = node.conversation();
    LogEvent first = node.sent(conversation, "ann", "m1", "hello");
    for (LogNode at : List.of(node, other)) {
      StepVerifier.create(at.send(conversation, "ann", "m1", "changed"))
          .verifyError(ContentDiffers.class);
    }
    assertThat(node.all(conversation)).containsExactly(first);
  }

  @Test
  void appendWhenSameKeyTwiceInOneBatchThenOnce() {
    var conversation = node.conversation();
    var answers =
        IntStream.range(0, 6)
            .mapToObj(i -> node.send(conversation, "ann", "m" + i / 2, "text " + i / 2))
            .toList();
    List<Appended> appended = all(answers);
    assertThat(appended).filteredOn(Appended::duplicate).hasSize(3);
    assertThat(node.all(conversation))
        .extracting(LogEvent::key)
        .containsExactly("ann:m0", "ann:m1", "ann:m2");
  }

  @Test
  void appendWhenThereIsNoLogThenError() {
    StepVerifier.create(node.send(new ConversationId("nowhere"), "ann", "m1", "hello"))
        .verifyError(IllegalStateException.class);
  }

  @Test
  void appendWhenPipelinedThenInTheOrderOfCalls() {
    var conversation = node.conversation();
    var answers =
        IntStream.range(0, 500)
            .mapToObj(i -> node.send(conversation, "ann", "m" + i, "text " + i))
            .toList();
    assertThat(all(answers))
        .extracting(appended -> appended.event().sequence())
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 500).boxed().toList());
  }

  @Test
  void appendThenListenersHearInOrderWithTheOrigin() {
    var conversation = node.conversation();
    var session = new SessionId("s1");
    var answers =
        IntStream.range(0, 50)
            .mapToObj(
                i ->
                    LogNode.message(
                        conversation, "ann", "m" + i, MessageContent.text("t"), session))
            .map(node.appender()::append)
            .toList();
    all(answers);
    var heard =
        node.heard.stream().filter(one -> one.event().conversation().equals(conversation)).toList();
    assertThat(heard)
        .extracting(one -> one.event().sequence())
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 50).boxed().toList());
    assertThat(heard).extracting(LogNode.Heard::origin).containsOnly(session);
  }

  @Test
  void appendWhenTenWritersOnTwoNodesThenDenseOnceAndInEachSendersOrder() {
    var conversation = node.conversation();
    int writers = 10;
    int messages = 50;
    Flux.range(0, writers)
        .flatMap(
            writer ->
                Flux.range(0, messages)
                    .concatMap(
                        i ->
                            (writer % 2 == 0 ? node : other)
                                .send(conversation, "u" + writer, "m" + i, "text " + i)),
            writers)
        .blockLast(LogNode.PATIENCE);
    assertOneDenseOrder(conversation, writers * messages);
  }

  @Test
  void appendWhenTwoNodesPipelineAsFastAsTheyCanThenDenseOnceAndInEachSendersOrder() {
    var conversation = node.conversation();
    List<reactor.core.publisher.Mono<Appended>> answers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      answers.add(node.send(conversation, "ann", "m" + i, "text " + i));
      answers.add(other.send(conversation, "ben", "m" + i, "text " + i));
    }
    all(answers);
    assertOneDenseOrder(conversation, 400);
  }

  @Test
  void appendToManyConversationsAtOnceThenEachIsDense() {
    var conversations = IntStream.range(0, 50).mapToObj(_ -> node.conversation()).toList();
    Flux.range(0, 500)
        .flatMap(
            i ->
                (i % 2 == 0 ? node : other)
                    .send(conversations.get(i % 50), "ann", "m" + i, "text " + i),
            100)
        .blockLast(LogNode.PATIENCE);
    for (ConversationId conversation : conversations) {
      assertThat(node.all(conversation))
          .extracting(LogEvent::sequence)
          .containsExactlyElementsOf(LongStream.rangeClosed(1, 10).boxed().toList());
    }
  }

  @Test
  void appendWhenMuchWaitsInManyConversationsThenTheyShareWrites() {
    var conversations = IntStream.range(0, 200).mapToObj(_ -> node.conversation()).toList();
    sendToEach(conversations, 1);
    node.commands.clear();
    sendToEach(conversations, 10);
    assertThat(inserts()).hasSizeLessThan(150);
  }

  @Test
  void appendWhenMuchWaitsInOneOfSomeConversationsThenItHasWritesOfItsOwn() {
    var conversations = IntStream.range(0, 10).mapToObj(_ -> node.conversation()).toList();
    sendToEach(conversations, 1);
    node.commands.clear();
    var busy = conversations.getFirst();
    all(IntStream.range(0, 300).mapToObj(i -> node.send(busy, "ann", "b" + i, "text")).toList());
    assertThat(inserts()).hasSizeLessThan(50);
  }

  @Test
  void storedThenTheEarlierOneAndNothingIsAppended() {
    var conversation = node.conversation();
    var draft = LogNode.message(conversation, "ann", "m1", MessageContent.text("hi"), null);
    StepVerifier.create(node.appender().stored(draft)).verifyComplete();
    append(node, draft);
    StepVerifier.create(other.appender().stored(draft))
        .assertNext(
            appended -> {
              assertThat(appended.duplicate()).isTrue();
              assertThat(appended.event().sequence()).isEqualTo(1);
            })
        .verifyComplete();
    var changed = LogNode.message(conversation, "ann", "m1", MessageContent.text("ho"), null);
    StepVerifier.create(other.appender().stored(changed)).verifyError(ContentDiffers.class);
    assertThat(node.all(conversation)).hasSize(1);
  }

  private static void sendToEach(List<ConversationId> conversations, int times) {
    List<reactor.core.publisher.Mono<Appended>> answers = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      String id = "m" + times + "-" + i;
      conversations.forEach(each -> answers.add(node.send(each, "ann", id, "text")));
    }
    all(answers);
  }

  private static List<BsonDocument> inserts() {
    return node.commands.stream().filter(command -> command.containsKey("insert")).toList();
  }

  private static void assertOneDenseOrder(ConversationId conversation, int count) {
    List<LogEvent> events = node.all(conversation);
    assertThat(events).hasSize(count);
    assertThat(other.all(conversation)).isEqualTo(events);
    Map<String, Integer> last = new HashMap<>();
    for (int i = 0; i < count; i++) {
      LogEvent event = events.get(i);
      assertThat(event.sequence()).isEqualTo(i + 1);
      assertThat(event.messages()).isEqualTo(i + 1);
      String sender = event.key().substring(0, event.key().indexOf(':'));
      int number = Integer.parseInt(event.key().substring(event.key().indexOf(":m") + 2));
      assertThat(number).isEqualTo(last.getOrDefault(sender, -1) + 1);
      last.put(sender, number);
    }
  }

  private static MessageContent custom(String json) {
    return new MessageContent("t", null, MessageContent.NO_ATTACHMENTS, List.of(), json);
  }

  private static Appended append(LogNode at, io.parley.chat.log.Draft draft) {
    return Objects.requireNonNull(at.appender().append(draft).block(LogNode.PATIENCE));
  }

  private static List<Appended> all(List<reactor.core.publisher.Mono<Appended>> answers) {
    return Objects.requireNonNull(
        Flux.fromIterable(answers)
            .flatMapSequential(answer -> answer, 2_000)
            .collectList()
            .block(LogNode.PATIENCE));
  }
}
