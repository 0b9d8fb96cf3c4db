package io.parley.chat.log.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.chat.log.Appended;
import io.parley.chat.log.ContentDiffers;
import io.parley.chat.log.Draft;
import io.parley.chat.log.EventDraft;
import io.parley.chat.log.LogEvent;
import io.parley.chat.log.Relay;
import io.parley.common.frame.MessageContent;
import io.parley.common.id.ConversationId;
import io.parley.common.id.NodeId;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/// Nodes that write to one conversation, where the later ones give what they have to the first: one
/// dense order, each message once and in the order of its session, whatever is lost on the way.
class RelayIT {

  private static final long SEED = 20_261_130;

  /// So many events in one moment make a conversation a busy one.
  private static final int MANY = 40;

  private static final SessionId SESSION = new SessionId("s1");

  private final List<LogNode> nodes = new ArrayList<>(LogNode.two());
  private final LogNode writer = nodes.getFirst();
  private LogNode giver = nodes.getLast();
  private final AtomicInteger parcels = new AtomicInteger();
  private final AtomicInteger messages = new AtomicInteger();

  @AfterEach
  void stop() {
    nodes.forEach(LogNode::close);
  }

  @Test
  void appendWhenAnotherNodeWritesThereThenItWritesForThisOneToo() {
    connect(new Random(SEED), 0);
    var conversation = writer.conversation();

    var appended = wait(given(conversation, "ben"));

    assertThat(appended.duplicate()).isFalse();
    assertThat(appended.event()).isEqualTo(writer.all(conversation).getLast());
    assertThat(writer.heard.getLast().event()).isEqualTo(appended.event());
    assertThat(writer.heard.getLast().origin()).isEqualTo(SESSION);
    assertThat(giver.heard).extracting(LogNode.Heard::event).doesNotContain(appended.event());
  }

  @Test
  void appendWhenManyArePipelinedThenTheyGoTogetherAndInOrder() {
    connect(new Random(SEED), 0);
    var conversation = writer.conversation();
    var first = given(conversation, "ben");
    var answers =
        IntStream.range(0, 300)
            .mapToObj(i -> giver.appender().append(draft(conversation, "cleo", "m" + i, "t" + i)))
            .toList();

    wait(first);
    wait(Flux.mergeSequential(answers, 1_000, 1).collectList());

    assertThat(parcels.get()).isLessThan(30);
    assertOneDenseOrder(conversation);
  }

  @Test
  void appendWhenBothWriteAsFastAsTheyCanThenHardlyAnyIsInsertedByTheGiver() {
    connect(new Random(SEED), 0);
    var conversation = writer.conversation();
    wait(given(conversation, "ben"));
    writer.commands.clear();
    giver.commands.clear();

    writeFromAll(conversation, 4, 60);

    assertOneDenseOrder(conversation);
    assertThat(inserts(giver).size()).isLessThan(inserts(writer).size());
  }

  @Test
  void appendWhenEverythingGetsLostOnTheWayThenThisNodeWritesItself() {
    connect(new Random(SEED), 1);
    var conversation = writer.conversation();

    var appended = wait(given(conversation, "ben"));

    assertThat(appended.event()).isEqualTo(writer.all(conversation).getLast());
    assertThat(giver.heard).extracting(LogNode.Heard::event).contains(appended.event());
  }

  @Test
  void appendWhenOnlyTheAnswerGetsLostThenOnceAllTheSame() {
    connect(new Random(SEED), 0);
    var conversation = writer.conversation();
    writer.onHeard = _ -> {};

    var appended = wait(given(conversation, "ben"));

    assertThat(appended.duplicate()).isTrue();
    assertThat(appended.event()).isEqualTo(writer.all(conversation).getLast());
    assertOneDenseOrder(conversation);
  }

  @Test
  void settleWhenTheAnswerGetsLostAndTheEventIsMetInTheStoreThenAnsweredByThat() {
    var patient = LogNode.settings(LogNode.PATIENCE, LogNode.PATIENCE.multipliedBy(4));
    nodes.add(LogNode.on(writer.uri(), patient));
    giver = nodes.getLast();
    connect(new Random(SEED), 0);
    var conversation = writer.conversation();
    writer.onHeard = _ -> {};
    var answer = given(conversation, "ben");
    await().atMost(LogNode.PATIENCE).until(() -> isLast(conversation, "ben"));
    var stored = writer.all(conversation).getLast();

    assertThat(giver.appender().settle(stored)).isEqualTo(SESSION);

    assertThat(wait(answer)).isEqualTo(new Appended(stored, false));
  }

  @Test
  void appendWhenThreeNodesWriteThenTheFirstWritesForAll() {
    nodes.add(LogNode.on(writer.uri()));
    connect(new Random(SEED), 0);
    var conversation = writer.conversation();
    wait(given(conversation, "ben"));

    writeFromAll(conversation, 3, 40);

    assertOneDenseOrder(conversation);
  }

  /// Any of parcels and answers is lost, comes late, or comes twice.
  @Test
  void appendWhenAThirdGetsLostThenOneDenseOrderAllTheSame() {
    nodes.add(LogNode.on(writer.uri()));
    connect(new Random(SEED), 0.3);
    var conversation = writer.conversation();
    wait(given(conversation, "ben"));

    writeFromAll(conversation, 3, 30);

    assertOneDenseOrder(conversation);
  }

  @Test
  void appendWhenTheKeyHasOtherContentThenContentDiffersByWhateverNode() {
    connect(new Random(SEED), 0);
    var conversation = writer.conversation();
    var stored = wait(given(conversation, "ben")).event();
    var id = stored.key().substring(stored.key().indexOf(':') + 1);

    meet(conversation);
    StepVerifier.create(giver.appender().append(draft(conversation, "ben", id, "other")))
        .expectError(ContentDiffers.class)
        .verify(LogNode.PATIENCE);
    meet(conversation);
    var again = wait(giver.appender().append(draft(conversation, "ben", id, "text")));
    assertThat(again).isEqualTo(new Appended(stored, true));
  }

  /// What is no message is written by each node itself, in its turn.
  @Test
  void appendWhenAChangeIsBetweenMessagesThenInTheOrderOfCalls() {
    connect(new Random(SEED), 0);
    var conversation = writer.conversation();
    var ben = new UserId("ben");
    var joined = new EventDraft.MemberJoined(new UserId("cleo"), "member");
    var first = given(conversation, "ben");
    var answers =
        List.of(
            first,
            giver.appender().append(new Draft(conversation, ben, "join", joined, null)),
            giver.appender().append(draft(conversation, "ben", "after", "text")));

    var events = wait(Flux.mergeSequential(answers).collectList());

    assertThat(events.stream().map(one -> one.event().sequence()).toList()).isSorted();
    assertThat(writer.all(conversation).getLast().key()).isEqualTo("ben:after");
  }

  @Test
  void broughtWhenBytesAreBrokenThenDropped() {
    var random = new Random(SEED);
    for (int i = 0; i < 1_000; i++) {
      var bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      writer.appender().brought(bytes);
    }
    assertThat(writer.appender().waiting()).isZero();
  }

  /// Each hears what the others wrote, by a bus that loses a part, is late with a part and says a
  /// part twice.
  private void connect(Random random, double loss) {
    for (var node : nodes) {
      node.courier =
          (to, parcel) -> {
            parcels.incrementAndGet();
            carry(random, loss, () -> named(to).appender().brought(parcel));
          };
      node.onHeard = heard -> nodes.forEach(to -> carry(random, loss, () -> tell(to, node, heard)));
    }
  }

  private static void carry(Random random, double loss, Runnable what) {
    double luck;
    synchronized (random) {
      luck = random.nextDouble();
    }
    if (luck >= loss) {
      what.run();
      if (loss > 0 && luck > 0.9) {
        what.run();
      }
    }
  }

  private static void tell(LogNode to, LogNode by, LogNode.Heard heard) {
    var event = heard.event();
    var relayed = heard.relayed();
    var ours =
        relayed != null
            && to.appender()
                .written(
                    event.conversation(),
                    event.sequence(),
                    event.tally(),
                    heard.origin(),
                    new Relay.Written(relayed, event.key(), EventDocuments.at(event.frame())));
    to.hearsay().heard(event.conversation(), event.sequence(), event.tally(), by.id(), ours);
  }

  private LogNode named(NodeId id) {
    return nodes.stream().filter(node -> node.id().equals(id)).findFirst().orElseThrow();
  }

  /// A message that the giver gave to the writer: that one had written there a moment ago.
  private Mono<Appended> given(ConversationId conversation, String user) {
    int before = parcels.get();
    while (true) {
      meet(conversation);
      var id = "m" + messages.getAndIncrement();
      var answer = giver.appender().append(draft(conversation, user, id, "text"));
      var answered = answer.toFuture();
      await()
          .atMost(LogNode.PATIENCE)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> parcels.get() > before || answered.isDone());
      if (parcels.get() > before) {
        return answer;
      }
    }
  }

  /// The giver hears much of the writer while it is about to write itself; where the machine stands
  /// still meanwhile, it is through before.
  private void meet(ConversationId conversation) {
    var stored = writer.append(conversation, "ann", noop(), new EventDraft.Noop());
    var own = new Draft(conversation, new UserId("ben"), noop(), new EventDraft.Noop(), null);
    var answer = giver.appender().append(own);
    for (int i = 0; i < MANY; i++) {
      giver
          .hearsay()
          .heard(
              conversation, stored.event().sequence(), stored.event().tally(), writer.id(), false);
    }
    wait(answer);
  }

  private String noop() {
    return "noop" + messages.getAndIncrement();
  }

  private boolean isLast(ConversationId conversation, String user) {
    return writer.all(conversation).getLast().key().startsWith(user + ":");
  }

  private void writeFromAll(ConversationId conversation, int senders, int count) {
    int before = writer.all(conversation).size();
    Flux.range(0, senders * nodes.size())
        .flatMap(
            sender ->
                Flux.range(0, count)
                    .flatMapSequential(
                        i ->
                            nodes
                                .get(sender % nodes.size())
                                .send(conversation, "u" + sender, "m" + i, "text " + i),
                        3),
            senders * nodes.size())
        .blockLast(LogNode.PATIENCE);
    assertThat(writer.all(conversation)).hasSize(before + senders * nodes.size() * count);
    assertThat(parcels).hasPositiveValue();
  }

  /// Of messages whose ids are numbered, everyone's from the first to the last.
  private void assertOneDenseOrder(ConversationId conversation) {
    var events = writer.all(conversation);
    assertThat(events.stream().map(LogEvent::sequence).toList())
        .containsExactlyElementsOf(LongStream.rangeClosed(1, events.size()).boxed().toList());
    assertThat(events.stream().map(LogEvent::key).toList()).doesNotHaveDuplicates();
    Map<String, Integer> last = new HashMap<>();
    for (var event : events) {
      var parts = event.key().split(":m");
      if (parts.length == 2) {
        int number = Integer.parseInt(parts[1]);
        assertThat(number).isGreaterThan(last.getOrDefault(parts[0], -1));
        last.put(parts[0], number);
      }
    }
  }

  private static List<BsonDocument> inserts(LogNode node) {
    return node.commands.stream().filter(command -> command.containsKey("insert")).toList();
  }

  private static Draft draft(ConversationId conversation, String user, String id, String text) {
    return LogNode.message(conversation, user, id, MessageContent.text(text), SESSION);
  }

  private static <T> T wait(Mono<T> answer) {
    return Objects.requireNonNull(answer.block(LogNode.PATIENCE));
  }
}
