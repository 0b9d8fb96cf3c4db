package io.parley.chat.delivery;

import static io.parley.chat.delivery.MemoryLog.ANN;
import static io.parley.chat.delivery.MemoryLog.C;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.delivery.bus.Bus;
import io.parley.chat.delivery.bus.LocalBus;
import io.parley.chat.log.LogEvent;
import io.parley.chat.log.Relayed;
import io.parley.common.frame.EventFrame;
import io.parley.common.frame.Position;
import io.parley.common.frame.ServerFrame;
import io.parley.common.id.ConversationId;
import io.parley.common.id.NodeId;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

class FeedsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final UserId BEN = new UserId("ben");

  private final MemoryLog log = new MemoryLog();
  private final LocalBus.Line line = new LocalBus.Line();
  private final List<Node> nodes = new ArrayList<>();
  private final List<EventFrame> told = new CopyOnWriteArrayList<>();
  private volatile boolean marking;

  @AfterEach
  void stop() {
    nodes.forEach(node -> node.tasks.close());
  }

  private record Hearing(long sequence, @Nullable NodeId by, boolean forThis) {}

  /// One node's delivery.
  private final class Node {

    final NodeId id = new NodeId("n" + nodes.size());
    final Tasks tasks = new Tasks();
    final List<Hearing> heard = new CopyOnWriteArrayList<>();
    final Bus bus = new LocalBus(line);
    final Feeds feeds =
        new Feeds(
            id, bus, log, log, log, tasks, () -> List.of(told::add), () -> (_, _, _) -> marking);
    final Audience audience =
        new Audience(bus, (_, _) -> Mono.just("{\"id\":\"c\"}"), tasks, _ -> {});
    final Repairs repairs = new Repairs(feeds, log, log, tasks);
    final BusAnnouncer announcer =
        new BusAnnouncer(
            id,
            bus,
            feeds,
            audience,
            (_, sequence, _, by, forThis) -> heard.add(new Hearing(sequence, by, forThis)),
            log,
            repairs::compareAll);

    Node() {
      bus.listen(announcer);
      feeds.listen(audience);
      nodes.add(this);
    }

    Attachments live(ListeningSession session) {
      var places = feeds.of(session);
      places.register(List.of(C)).block(PATIENCE);
      places.live(C);
      arrived(places);
      return places;
    }

    void arrived(Attachments places) {
      audience.enter(places).block(PATIENCE);
      audience.settled(places, Set.of());
    }

    Attachments resume(ListeningSession session, String epoch, long sequence) {
      return resume(feeds.of(session), epoch, sequence);
    }

    Attachments resume(Attachments places, String epoch, long sequence) {
      var positions = Map.of(C, new Position(epoch, sequence));
      log.heads(List.of(C))
          .flatMap(heads -> places.arrive(heads, positions))
          .flatMap(arrival -> arrival.resume(List.of(C), Set.of()))
          .block(PATIENCE);
      return places;
    }

    void append(@Nullable ListeningSession by) {
      appended(log.append(), by == null ? null : by.session());
    }

    void appended(LogEvent event, @Nullable SessionId origin) {
      feeds.appended(event, origin, null);
    }
  }

  private static ListeningSession session(String name) {
    return new ListeningSession(name, ANN);
  }

  @Test
  void appendedWhenManyListenThenItMayWaitForMoreAndAnAckMayNot() {
    var node = new Node();
    var sender = session("sender");
    node.live(sender);
    var others = IntStream.range(0, 7).mapToObj(i -> session("other" + i)).toList();
    others.subList(0, 6).forEach(node::live);
    node.append(sender);
    assertThat(others).allSatisfy(other -> assertThat(other.soon()).isZero());
    node.live(others.getLast());
    node.append(sender);
    assertThat(others).allSatisfy(other -> assertThat(other.soon()).isEqualTo(1));
    assertThat(others.getFirst().got()).containsExactly("1", "2");
    assertThat(sender.soon()).isZero();
    assertThat(sender.got()).containsExactly("ack1", "ack2");
  }

  @Test
  void appendedWhenSessionsOnTwoNodesThenAllGetItAndItsSenderAnAck() {
    var one = new Node();
    var two = new Node();
    var sender = session("sender");
    var other = session("other");
    var remote = session("remote");
    one.live(sender);
    one.live(other);
    two.live(remote);

    one.append(sender);
    two.append(null);

    sender.awaits("ack1", "2");
    other.awaits("1", "2");
    remote.awaits("1", "2");
    assertThat(one.heard).contains(new Hearing(2, two.id, false));
    assertThat(two.heard).contains(new Hearing(1, one.id, false));
  }

  /// D14: a send whose outcome nobody knew in time was stored all the same.
  @Test
  void appendedWhenItsSenderWasRefusedThenItGetsTheEventLikeTheOthers() {
    var node = new Node();
    var sender = session("sender");
    node.live(sender);
    sender.refused();

    node.append(sender);
    node.append(null);

    sender.awaits("1", "2");
  }

  @Test
  void arrivedWhenAheadThenGapIsReadFirst() {
    var node = new Node();
    var session = session("s");
    node.live(session);
    log.append();
    log.append();

    node.appended(log.append(), null);

    session.awaits("1", "2", "3");
  }

  @Test
  void arrivedWhenReorderedWithinAMomentThenNoReadAndInOrder() {
    var node = new Node();
    var session = session("s");
    node.live(session);
    var reads = log.reads.get();
    var first = log.append();
    var second = log.append();

    node.appended(second, null);
    node.appended(first, null);
    node.appended(first, null);

    session.awaits("1", "2");
    assertThat(log.reads.get()).isEqualTo(reads);
  }

  @Test
  void gapWhenStoreIsAwayThenReadWhenItIsBack() {
    var node = new Node();
    var session = session("s");
    node.live(session);
    log.append();
    log.away = true;
    node.appended(log.append(), null);
    session.await(() -> log.reads.get() > 3);
    assertThat(session.got()).isEmpty();

    log.away = false;

    session.awaits("1", "2");
  }

  @Test
  void gapWhenOwnDraftIsInFlightThenAckBeforeLaterAndNoFrame() {
    var node = new Node();
    var session = session("s");
    node.live(session);
    var own = log.append();
    log.inFlight.put(own.sequence(), session.session());

    node.append(null);

    session.awaits("ack1", "2");
    node.appended(own, session.session());
    assertThat(session.got()).hasSize(2);
  }

  @Test
  void gapWhenOwnEventIsAheadThenAckInItsTurn() {
    var node = new Node();
    var session = session("s");
    node.live(session);
    log.append();

    node.append(session);
    node.append(null);

    session.awaits("1", "ack2", "3");
  }

  @Test
  void checkWhenLastPublishWasLostThenRepaired() {
    var one = new Node();
    var two = new Node();
    var session = session("s");
    two.live(session);
    log.append();

    two.repairs.compareAll();

    session.awaits("1");
    assertThat(one.feeds.all()).isEmpty();
  }

  @Test
  void checkWhenHintLagsThenFoundByKey() {
    var node = new Node();
    var session = session("s");
    node.live(session);
    log.append();
    log.lag(0);

    node.repairs.compareAll();

    session.awaits("1");
  }

  @Test
  void checkWhenEpochChangedThenResync() {
    var node = new Node();
    var session = session("s");
    node.live(session);
    node.append(null);
    node.append(null);
    session.awaits("1", "2");
    log.restore("e2", 1);

    node.repairs.compareAll();

    session.awaits("1", "2", "resync");
    node.append(null);
    session.awaits("1", "2", "resync", "2");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 40, 127, 128, 129, 350})
  void resumeWhenSomeWereMissedThenThoseAndThenLive(int missed) {
    var node = new Node();
    var witness = session("witness");
    node.live(witness);
    var session = session("s");
    IntStream.range(0, 400).forEach(_ -> node.append(null));

    node.resume(session, "e1", 400 - missed);
    node.append(null);

    var expected = new ArrayList<String>();
    IntStream.rangeClosed(401 - missed, 400).forEach(n -> expected.add("" + n));
    expected.add("resumed");
    expected.add("401");
    session.awaits(expected.toArray(String[]::new));
  }

  @Test
  void resumeWhenFeedLagsBehindTheClientThenNoResync() {
    var node = new Node();
    var witness = session("witness");
    var session = session("s");
    node.live(witness);
    log.append();
    log.append();

    node.resume(session, "e1", 1);

    session.await(() -> session.got().size() == 2);
    assertThat(session.got()).containsExactly("resumed", "2");
    witness.awaits("1", "2");
  }

  /// D14: the hints that the feed missed came late, while the log was asked where it stands.
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 200})
  void resumeWhenTheFeedOvertakesTheClientMeanwhileThenNothingIsSkipped(int more) {
    var node = new Node();
    var session = session("s");
    node.live(session("witness"));
    var late = List.of(log.append(), log.append());
    log.lag(0);
    log.afterHead =
        () -> {
          log.afterHead = () -> {};
          late.forEach(event -> node.appended(event, null));
          IntStream.range(0, more).forEach(_ -> node.append(null));
        };

    node.resume(session, "e1", 1);
    node.append(null);

    var expected = new ArrayList<String>();
    IntStream.rangeClosed(2, 2 + more).forEach(n -> expected.add("" + n));
    expected.add("resumed");
    expected.add("" + (3 + more));
    session.awaits(expected.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 1_001, 5_000})
  void resumeWhenPositionIsNotInTheLogThenResync(long position) {
    var node = new Node();
    var session = session("s");
    IntStream.range(0, 1_000).forEach(_ -> log.append());

    node.resume(session, "e1", position);

    session.awaits("resync");
  }

  @Test
  void resumeWhenTooFarBehindOrOtherEpochThenResync() {
    var node = new Node();
    var far = session("far");
    var near = session("near");
    var foreign = session("foreign");
    IntStream.range(0, 1_001).forEach(_ -> log.append());

    node.resume(far, "e1", 0);
    node.resume(foreign, "e0", 1_000);
    node.resume(near, "e1", 1);

    far.awaits("resync");
    foreign.awaits("resync");
    near.await(() -> near.got().size() == 1_001);
    assertThat(near.got()).endsWith("1001", "resumed");
  }

  @Test
  void resumeWhenOwnEventWasAckedMeanwhileThenNotAgain() {
    var node = new Node();
    var session = session("s");
    node.append(null);
    var own = log.append();
    session.stored(Receipt.of(own));
    node.append(null);

    node.resume(session, "e1", 0);

    session.awaits("ack2", "1", "3", "resumed");
  }

  @Test
  void resumeWhenOwnEventWaitsForItsAckThenTheAckInItsPlace() {
    var node = new Node();
    var session = session("s");
    node.live(session("witness"));
    node.append(null);
    node.append(session);
    node.append(null);

    node.resume(session, "e1", 0);

    session.awaits("1", "ack2", "3", "resumed");
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void resumeWhenEventsKeepComingThenNoHoleAndNoOverlap(long seed) throws InterruptedException {
    var one = new Node();
    var two = new Node();
    var random = new Random(seed);
    two.live(session("witness"));
    IntStream.range(0, 500).forEach(_ -> one.append(null));
    var writer =
        new Thread(
            () -> {
              for (int n = 0; n < 2_000; n++) {
                (n % 2 == 0 ? one : two).append(null);
              }
            });
    writer.start();
    var sessions = new ArrayList<ListeningSession>();
    var from = new ArrayList<Long>();
    for (int n = 0; n < 20; n++) {
      var session = session("s" + n);
      var position = random.nextLong(0, 500);
      two.resume(session, "e1", position);
      sessions.add(session);
      from.add(position);
    }
    writer.join();

    for (int n = 0; n < sessions.size(); n++) {
      check(sessions.get(n), from.get(n));
    }
  }

  private static void check(ListeningSession session, long from) {
    session.await(() -> session.got().contains("2500") || session.got().contains("resync"));
    long next = from + 1;
    for (var got : session.got()) {
      if (got.equals("resync")) {
        return;
      }
      if (!got.equals("resumed")) {
        assertThat(Long.parseLong(got)).isEqualTo(next++);
      }
    }
  }

  @Test
  void leftWhenSessionsOfTheUserThenRemovedAndNothingMore() {
    var one = new Node();
    var two = new Node();
    var gone = new ListeningSession("gone", BEN);
    var pending = new ListeningSession("pending", BEN);
    var stays = session("stays");
    two.live(gone);
    two.live(stays);
    var places = two.feeds.of(pending);
    places.register(List.of(C)).block(PATIENCE);

    one.appended(log.left(BEN), null);
    one.append(null);
    stays.awaits("1", "2");
    places.live(C);
    one.append(null);

    stays.awaits("1", "2", "3");
    gone.awaits("conversation.removed");
    assertThat(pending.got()).isEmpty();
    assertThat(places.has(C)).isFalse();
    assertThat(told).hasAtLeastOneElementOfType(EventFrame.MemberLeft.class);
  }

  @Test
  void appendedWhenAnotherNodeGaveItThenItsSenderIsAnsweredBeforeItPassesThere() {
    var writer = new Node();
    var giver = new Node();
    var sender = session("sender");
    var reader = session("reader");
    giver.live(sender);
    giver.live(reader);
    var relayed = new Relayed(giver.id, 5);
    log.given.put(relayed, () -> assertThat(reader.got()).isEmpty());

    var event = log.append();
    writer.feeds.appended(event, sender.session(), relayed);

    reader.awaits("1");
    sender.awaits("ack1");
    assertThat(log.given).isEmpty();
    assertThat(giver.heard).containsExactly(new Hearing(1, writer.id, true));
  }

  @Test
  void appendedWhenItsSenderWasRefusedMeanwhileThenItGetsItLikeEveryoneElse() {
    var writer = new Node();
    var giver = new Node();
    var sender = session("sender");
    giver.live(sender);
    sender.refused();

    writer.feeds.appended(log.append(), sender.session(), new Relayed(giver.id, 5));

    sender.awaits("1");
    assertThat(giver.heard).containsExactly(new Hearing(1, writer.id, false));
  }

  @Test
  void joinedWhenAnnouncedThenAddedOnceAndFromTheJoinOn() {
    var one = new Node();
    var two = new Node();
    one.append(null);
    var session = new ListeningSession("s", BEN);
    two.arrived(two.feeds.of(session));
    var joined = log.joined(BEN);

    one.appended(joined, null);
    one.announcer.joined(C, BEN, joined.sequence());
    one.append(null);

    session.awaits("conversation.added", "2", "3");
  }

  @Test
  void joinedWhenOnlyTheFeedSaysSoThenAddedAsWell() {
    var one = new Node();
    var two = new Node();
    two.live(session("witness"));
    var session = new ListeningSession("s", BEN);
    two.arrived(two.feeds.of(session));

    one.appended(log.joined(BEN), null);

    session.awaits("conversation.added", "1");
  }

  /// D10: the node that stored it died before it raised the head or published.
  @Test
  void repairWhenAnIdleLogWasOnlySaidToMoveThenTheEventIsFound() {
    var node = new Node();
    var session = session("s");
    node.live(session);
    var feed = node.feeds.all().iterator().next();
    var recent = Duration.ofMillis(50);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> !feed.stirredSince(System.nanoTime() - recent.toNanos()));
    log.append();
    log.lag(0);

    try (var repairs = new Repairs(node.feeds, log, log, node.tasks, recent)) {
      repairs.start();
      session.awaits("1");
    }
  }

  /// D14: a direct conversation is announced with its first message, and the resume may last.
  @Test
  void joinedWhenItsSessionIsResumingThereThenEachEventComesOnce() {
    var node = new Node();
    var session = session("s");
    var places = node.feeds.of(session);
    node.audience.enter(places).block(PATIENCE);
    node.append(null);

    node.announcer.joined(C, ANN, 0);
    node.audience.settled(places, Set.of(C));
    node.announcer.joined(C, ANN, 0);
    node.resume(places, "e1", 0);
    node.audience.resumed(places);
    node.append(null);

    session.awaits("1", "resumed", "2");
  }

  @Test
  void joinedWhenWordOfItComesAfterTheResumeThenNoNews() {
    var node = new Node();
    var session = session("s");
    var places = node.feeds.of(session);
    node.arrived(places);
    node.append(null);
    node.resume(places, "e1", 0);

    node.announcer.joined(C, ANN, 0);
    node.announcer.joined(C, ANN, 2);
    node.append(null);

    session.await(() -> session.got().contains("conversation.added"));
    assertThat(session.got()).containsOnlyOnce("conversation.added").contains("1", "resumed", "2");
  }

  @Test
  void joinedWhenTheResumeFoundNoPlaceThenAddedBehindIt() {
    var node = new Node();
    var session = session("s");
    var places = node.feeds.of(session);
    node.audience.enter(places).block(PATIENCE);
    node.append(null);

    node.announcer.joined(C, ANN, 1);
    node.audience.settled(places, Set.of(C));
    node.audience.resumed(places);

    session.awaits("conversation.added", "1");
  }

  @Test
  void joinedWhenNotAmongTheResumedThenAddedAtOnce() {
    var node = new Node();
    var session = session("s");
    var places = node.feeds.of(session);
    node.audience.enter(places).block(PATIENCE);
    node.append(null);

    node.announcer.joined(C, ANN, 1);
    node.audience.settled(places, Set.of(new ConversationId("another")));

    session.awaits("conversation.added", "1");
  }

  @Test
  void announcerWhenFrameMayBeLostThenOthersOnAllNodes() {
    var one = new Node();
    var two = new Node();
    var here = session("here");
    var there = new ListeningSession("there", BEN);
    var excluded = session("excluded");
    one.live(here);
    one.live(excluded);
    two.live(there);

    one.announcer.toConversation(C, new ServerFrame.Typing(C, ANN, true), null, excluded.session());
    one.announcer.toConversation(C, new ServerFrame.Typing(C, ANN, true), ANN, null);
    one.announcer.toUser(BEN, new ServerFrame.Marks(C, ANN, 1, 1), null);
    one.announcer.toUser(BEN, new ServerFrame.ConversationRemoved(C, "deleted"), null);
    one.append(null);

    here.awaits("typing", "1");
    there.awaits("typing", "typing", "marks", "conversation.removed");
    excluded.awaits("1");
  }

  /// D20: what goes with a message is no way around the rule that marks only rise.
  @Test
  void appendedWhenItsSendersMarksGoWithItThenRightBehindItForAllButItsSession() {
    var one = new Node();
    var two = new Node();
    var sender = session("sender");
    var phone = session("phone");
    var there = new ListeningSession("there", BEN);
    one.live(sender);
    one.live(phone);
    two.live(there);

    marking = true;
    one.append(sender);
    one.announcer.toConversation(C, new ServerFrame.Marks(C, ANN, 2, 1), null, null);
    one.append(null);
    marking = false;
    one.append(null);

    sender.awaits("ack1", "marks", "2", "marks", "3");
    phone.awaits("1", "marks", "marks", "2", "marks", "3");
    there.awaits("1", "marks", "marks", "2", "marks", "3");
    assertThat(there.marks()).containsExactly("1 1", "2 1", "2 2");
  }

  @Test
  void appendedWhenHigherMarksWereToldThenNotItsSenders() {
    var one = new Node();
    var two = new Node();
    var there = new ListeningSession("there", BEN);
    one.live(session("here"));
    two.live(there);

    marking = true;
    two.announcer.toConversation(C, new ServerFrame.Marks(C, ANN, 9, 0), null, null);
    one.append(null);
    marking = false;
    one.append(null);

    there.awaits("marks", "1", "2");
  }

  @Test
  void openWhenHintLagsThenLiveBeginsAtTheHead() {
    var node = new Node();
    var session = session("s");
    log.append();
    log.append();
    log.lag(1);

    node.live(session);
    node.append(null);

    session.awaits("3");
  }

  @Test
  void openWhenThereIsNoLogThenNoPlace() {
    var node = new Node();
    var places = node.feeds.of(session("s"));

    places.register(List.of(new ConversationId("nowhere"))).block(PATIENCE);

    assertThat(places.all()).isEmpty();
    assertThat(node.feeds.all()).isEmpty();
  }

  @Test
  void closeUnusedWhenNobodyListensThenClosedAndOpenedAnew() {
    var node = new Node();
    var first = session("first");
    var places = node.live(first);
    places.close();

    node.feeds.closeUnused(Duration.ZERO);
    assertThat(node.feeds.all()).isEmpty();
    var second = session("second");
    node.live(second);
    node.append(null);

    second.awaits("1");
    assertThat(first.got()).isEmpty();
  }
}
